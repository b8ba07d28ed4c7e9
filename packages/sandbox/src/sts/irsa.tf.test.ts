import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type RunningSandbox, startSandbox } from '../sandbox.ts';

let sandbox: RunningSandbox;
let root: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'flowport-irsa-'));
  mkdirSync(join(root, 'stack'));
  sandbox = await startSandbox({ dataDir: join(root, 'sandbox'), latency: 'none' });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(root, { recursive: true, force: true });
});

async function terraform(...args: string[]): Promise<string> {
  const child = spawn('terraform', args, {
    cwd: join(root, 'stack'),
    env: {
      PATH: process.env.PATH,
      HOME: root,
      CHECKPOINT_DISABLE: '1',
      TF_REATTACH_PROVIDERS: JSON.stringify(sandbox.reattach),
      AWS_ACCESS_KEY_ID: sandbox.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sandbox.secretAccessKey,
      AWS_REGION: sandbox.region,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let problems = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  child.stderr.on('data', (data) => {
    problems += data;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(`${problems}${code}`).toBe('0');
  return output;
}

const json = (value: unknown) => `\${jsonencode(${JSON.stringify(value).replaceAll('"$$', '').replaceAll('$$"', '')})}`;
/** A reference inside `json`. */
const ref = (expression: string) => `$$${expression}$$`;
const allow = (...statements: unknown[]) =>
  json({ Version: '2012-10-17', Statement: statements.map((one) => ({ Effect: 'Allow', ...(one as object) })) });

const stack = {
  terraform: { required_providers: { aws: { source: 'hashicorp/aws' } } },
  provider: { aws: { region: 'us-west-2' } },
  resource: {
    aws_vpc: { v: { cidr_block: '10.0.0.0/16' } },
    aws_subnet: {
      a: { vpc_id: '${aws_vpc.v.id}', cidr_block: '10.0.0.0/24', availability_zone: 'us-west-2a' },
      b: { vpc_id: '${aws_vpc.v.id}', cidr_block: '10.0.1.0/24', availability_zone: 'us-west-2b' },
    },
    aws_iam_role: {
      cluster: {
        name: 'mf-irsa-cluster',
        assume_role_policy: allow({
          Principal: { Service: 'eks.amazonaws.com' },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
        }),
      },
      task: {
        name: 'mf-irsa-task',
        assume_role_policy:
          '${jsonencode({Version="2012-10-17",Statement=[{Effect="Allow",Principal={Federated=aws_iam_openid_connect_provider.p.arn},Action="sts:AssumeRoleWithWebIdentity",Condition={StringEquals={"${replace(aws_eks_cluster.c.identity[0].oidc[0].issuer,"https://","")}:aud"="sts.amazonaws.com","${replace(aws_eks_cluster.c.identity[0].oidc[0].issuer,"https://","")}:sub"="system:serviceaccount:mf:task"}}}]})}',
      },
    },
    aws_eks_cluster: {
      c: {
        name: 'mf-irsa',
        role_arn: '${aws_iam_role.cluster.arn}',
        vpc_config: { subnet_ids: ['${aws_subnet.a.id}', '${aws_subnet.b.id}'] },
      },
    },
    aws_iam_openid_connect_provider: {
      p: { url: '${aws_eks_cluster.c.identity[0].oidc[0].issuer}', client_id_list: ['sts.amazonaws.com'] },
    },
    aws_kms_key: { k: {} },
    aws_s3_bucket: { d: { bucket: 'mf-irsa-datastore' } },
    aws_s3_bucket_server_side_encryption_configuration: {
      d: {
        bucket: '${aws_s3_bucket.d.id}',
        rule: {
          apply_server_side_encryption_by_default: {
            sse_algorithm: 'aws:kms',
            kms_master_key_id: '${aws_kms_key.k.arn}',
          },
        },
      },
    },
    aws_iam_role_policy: {
      task: {
        role: '${aws_iam_role.task.name}',
        policy: allow(
          { Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::mf-irsa-datastore/metaflow/*' },
          {
            Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
            Resource: ref('aws_kms_key.k.arn'),
            Condition: { StringEquals: { 'kms:ViaService': 's3.us-west-2.amazonaws.com' } },
          },
        ),
      },
    },
  },
  output: {
    issuer: { value: '${aws_eks_cluster.c.identity[0].oidc[0].issuer}' },
    role: { value: '${aws_iam_role.task.arn}' },
  },
};

const outputsSchema = z.object({ issuer: z.object({ value: z.string() }), role: z.object({ value: z.string() }) });

test('a pod of a cluster that Terraform made gets its role, reaches its prefix, and no other pod does', async () => {
  writeFileSync(join(root, 'stack', 'main.tf.json'), JSON.stringify(stack));
  await terraform('init', '-input=false');
  await terraform('apply', '-auto-approve', '-input=false');
  const outputs = outputsSchema.parse(JSON.parse(await terraform('output', '-json')));
  const tokenOf = async (serviceAccount: string) => {
    const answer = await fetch(`${sandbox.endpoint}/_sandbox/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ issuer: outputs.issuer.value, namespace: 'mf', serviceAccount }),
    });
    return z.object({ token: z.string() }).parse(await answer.json()).token;
  };
  const client = { endpoint: sandbox.endpoint, region: sandbox.region, maxAttempts: 1 };
  const sts = new STSClient({ ...client, credentials: { accessKeyId: '', secretAccessKey: '' } });
  const assume = async (serviceAccount: string) => {
    const { Credentials } = await sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: outputs.role.value,
        RoleSessionName: 'pod',
        WebIdentityToken: await tokenOf(serviceAccount),
      }),
    );
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
  };
  const credentials = await assume('task');
  const identity = await new STSClient({ ...client, credentials }).send(new GetCallerIdentityCommand({}));
  expect(identity.Arn).toBe('arn:aws:sts::111122223333:assumed-role/mf-irsa-task/pod');
  const s3 = new S3Client({ ...client, forcePathStyle: true, credentials });
  const Bucket = 'mf-irsa-datastore';
  await s3.send(new PutObjectCommand({ Bucket, Key: 'metaflow/1', Body: 'artifact' }));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'metaflow/1' }));
  expect(await got.Body?.transformToString()).toBe('artifact');
  await expect(s3.send(new PutObjectCommand({ Bucket, Key: 'other/1', Body: 'x' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await expect(assume('another')).rejects.toMatchObject({ name: 'AccessDenied' });
});
