import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Keys, startTestServices, type TestServices } from '../http/testing.ts';

let sandbox: TestServices;
let root: string;
let keys: Keys;

beforeAll(async () => {
  sandbox = await startTestServices();
  root = mkdtempSync(join(tmpdir(), 'flowport-backend-'));
  const { Credentials } = await sandbox.sts().send(
    new AssumeRoleCommand({
      RoleArn: sandbox.seed.deployerRole.arn,
      RoleSessionName: 'backend-test',
      ExternalId: sandbox.seed.externalId,
    }),
  );
  keys = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
});

afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
  rmSync(root, { recursive: true, force: true });
});

type Outcome = { code: number | null; output: string };

function terraform(directory: string, args: string[], o: { keys?: Keys; workspace?: string } = {}): Promise<Outcome> {
  const own = o.keys ?? keys;
  const child = spawn('terraform', args, {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      HOME: root,
      TF_IN_AUTOMATION: '1',
      TF_WORKSPACE: o.workspace,
      CHECKPOINT_DISABLE: '1',
      AWS_ACCESS_KEY_ID: own.accessKeyId,
      AWS_SECRET_ACCESS_KEY: own.secretAccessKey,
      AWS_SESSION_TOKEN: own.sessionToken,
      AWS_REGION: sandbox.seed.region,
      AWS_ENDPOINT_URL_S3: sandbox.endpoint,
      AWS_ENDPOINT_URL_STS: sandbox.endpoint,
      AWS_ENDPOINT_URL_IAM: sandbox.endpoint,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  child.stderr.on('data', (data) => {
    output += data;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** A root whose apply takes as long as `terraform_data`'s command does. */
function writeRoot(name: string, command: string): string {
  const directory = join(root, name);
  mkdirSync(directory);
  const { stateBucket, region } = sandbox.seed;
  const configuration = {
    terraform: {
      backend: {
        s3: {
          bucket: stateBucket,
          region,
          key: 'foundation.tfstate',
          workspace_key_prefix: 'stacks',
          use_lockfile: true,
          use_path_style: true,
          encrypt: true,
        },
      },
    },
    resource: { terraform_data: { one: { input: '1', provisioner: [{ 'local-exec': { command } }] } } },
    output: { one: { value: '${terraform_data.one.output}' } },
  };
  writeFileSync(join(directory, 'main.tf.json'), JSON.stringify(configuration));
  return directory;
}

test('Terraform keeps its state by workspace, versioned, and takes its lock away again', async () => {
  const directory = writeRoot('simple', 'true');
  expect(await terraform(directory, ['init', '-input=false'])).toMatchObject({ code: 0 });
  expect(await terraform(directory, ['workspace', 'new', 'demo'])).toMatchObject({ code: 0 });
  const applied = await terraform(directory, ['apply', '-auto-approve', '-input=false'], { workspace: 'demo' });
  expect(applied.code).toBe(0);
  const s3 = sandbox.s3();
  const Bucket = sandbox.seed.stateBucket;
  const keysLeft = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'stacks/' }));
  expect(keysLeft.Contents?.map((object) => object.Key)).toEqual(['stacks/demo/foundation.tfstate']);
  const state = await s3.send(new GetObjectCommand({ Bucket, Key: 'stacks/demo/foundation.tfstate' }));
  expect(JSON.parse((await state.Body?.transformToString()) ?? '')).toMatchObject({
    version: 4,
    outputs: { one: { value: '1' } },
  });
  const versions = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'stacks/demo/foundation.tfstate' }));
  expect(versions.Versions?.filter((v) => v.Key?.endsWith('.tfstate')).length).toBeGreaterThanOrEqual(2);
});

test('of two applies in one workspace exactly one gets the lock', async () => {
  const fifo = join(root, 'go');
  const first = writeRoot('first', `touch ${fifo}.held; while [ ! -e ${fifo} ]; do sleep 0.05; done`);
  const second = writeRoot('second', 'true');
  for (const directory of [first, second]) {
    const outcome = await terraform(directory, ['init', '-input=false'], { workspace: 'default' });
    expect(outcome).toMatchObject({ code: 0 });
  }
  await terraform(first, ['workspace', 'new', 'shared']);
  const apply = (directory: string) =>
    terraform(directory, ['apply', '-auto-approve', '-input=false'], { workspace: 'shared' });
  const s3 = sandbox.s3();
  const Bucket = sandbox.seed.stateBucket;
  const holder = apply(first);
  await expect
    .poll(() => s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'stacks/shared/foundation.tfstate.tflock' })), {
      timeout: 30_000,
    })
    .toMatchObject({ KeyCount: 1 });
  const refused = await apply(second);
  writeFileSync(fifo, '');
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('Error acquiring the state lock');
  expect(refused.output).toContain('PreconditionFailed');
  expect(await holder).toMatchObject({ code: 0 });
  expect(await apply(second)).toMatchObject({ code: 0 });
});

test('two applies that start together: one works, the other is told of the lock or comes after', async () => {
  const names = ['left', 'right'].map((name) => writeRoot(name, 'true'));
  for (const directory of names) await terraform(directory, ['init', '-input=false']);
  const [one = ''] = names;
  await terraform(one, ['workspace', 'new', 'race']);
  const outcomes = await Promise.all(
    names.map((directory) => terraform(directory, ['apply', '-auto-approve', '-input=false'], { workspace: 'race' })),
  );
  expect(outcomes.some((outcome) => outcome.code === 0)).toBe(true);
  for (const outcome of outcomes) {
    if (outcome.code !== 0) expect(outcome.output).toContain('Error acquiring the state lock');
  }
});

test('a wrong secret is refused with the reason', async () => {
  const directory = writeRoot('refused', 'true');
  const wrong = { accessKeyId: sandbox.keys.accessKeyId, secretAccessKey: 'wrong' };
  const outcome = await terraform(directory, ['init', '-input=false'], { keys: wrong });
  expect(outcome.code).toBe(1);
  expect(outcome.output).toContain('SignatureDoesNotMatch');
});

test('a foreign lock is respected until it is removed by force', async () => {
  const directory = writeRoot('foreign', 'true');
  await terraform(directory, ['init', '-input=false']);
  await terraform(directory, ['workspace', 'new', 'foreign']);
  const Key = 'stacks/foreign/foundation.tfstate.tflock';
  const ID = '6f0b1c1e-1111-2222-3333-444455556666';
  const lock = { ID, Operation: 'OperationTypeApply', Who: 'someone@else', Version: '1.11.4', Path: Key, Info: '' };
  await sandbox.s3().send(
    new PutObjectCommand({
      Bucket: sandbox.seed.stateBucket,
      Key,
      Body: JSON.stringify({ ...lock, Created: new Date().toISOString() }),
    }),
  );
  const apply = () => terraform(directory, ['apply', '-auto-approve', '-input=false'], { workspace: 'foreign' });
  const refused = await apply();
  expect(refused.output).toContain('someone@else');
  const unlocked = await terraform(directory, ['force-unlock', '-force', ID], { workspace: 'foreign' });
  expect(unlocked).toMatchObject({ code: 0 });
  expect(await apply()).toMatchObject({ code: 0 });
});
