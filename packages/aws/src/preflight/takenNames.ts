import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { TakenNames, WantedNames } from '@flowport/domain';
import { allowing, ask, unlessMissing } from '../credentials/ask.ts';
import { type AwsCaller, clientConfiguration } from '../credentials/credentials.ts';
import { httpStatus } from '../credentials/refusal.ts';

/**
 * Which of the names that a new stack wants are taken, and by what.
 * @throws AppError `credentials_refused` or `unavailable` from the first question that was not answered.
 */
export async function takenNames(caller: AwsCaller, names: WantedNames): Promise<TakenNames> {
  const found = await Promise.all([
    names.bucket === null ? undefined : bucketTaken(caller, names.bucket),
    names.database === null ? undefined : databaseTaken(caller, names.database),
    names.cluster === null ? undefined : clusterTaken(caller, names.cluster),
    ...names.roles.map((role) => roleTaken(caller, role)),
    ...names.secrets.map((secret) => secretTaken(caller, secret)),
  ]);
  return found.filter((taken) => taken !== undefined);
}

type Taken = TakenNames[number] | undefined;

/** Bucket names are unique in all of AWS: one that answers "forbidden" belongs to somebody else. */
function bucketTaken(caller: AwsCaller, name: string): Promise<Taken> {
  const client = new S3Client({
    ...clientConfiguration(caller, 's3'),
    forcePathStyle: caller.endpoints !== undefined,
  });
  const question = { doing: `asking for the bucket ${name}`, whenDenied: allowing('s3:ListBucket') };
  return ask(client, question, async () => {
    try {
      await client.send(new HeadBucketCommand({ Bucket: name }));
      return { kind: 'bucket', name, why: 'exists in this account' } as const;
    } catch (error) {
      const status = httpStatus(error);
      if (status === 404) return undefined;
      if (status === 403)
        return { kind: 'bucket', name, why: 'belongs to another account, or may not be read' } as const;
      if (status === 301) return { kind: 'bucket', name, why: 'exists in another region' } as const;
      throw error;
    }
  });
}

function databaseTaken(caller: AwsCaller, name: string): Promise<Taken> {
  const client = new RDSClient(clientConfiguration(caller, 'rds'));
  const question = { doing: `asking for the database ${name}`, whenDenied: allowing('rds:DescribeDBInstances') };
  return ask(client, question, async () => {
    const found = await unlessMissing(
      ['DBInstanceNotFoundFault', 'DBInstanceNotFound'],
      client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: name })),
    );
    return (found?.DBInstances?.length ?? 0) > 0 ? { kind: 'database', name, why: 'exists' } : undefined;
  });
}

function clusterTaken(caller: AwsCaller, name: string): Promise<Taken> {
  const client = new EKSClient(clientConfiguration(caller, 'eks'));
  const question = { doing: `asking for the cluster ${name}`, whenDenied: allowing('eks:DescribeCluster') };
  return ask(client, question, async () => {
    const missing = ['ResourceNotFoundException'];
    const found = await unlessMissing(missing, client.send(new DescribeClusterCommand({ name })));
    return found === undefined ? undefined : { kind: 'cluster', name, why: 'exists' };
  });
}

function roleTaken(caller: AwsCaller, name: string): Promise<Taken> {
  const client = new IAMClient(clientConfiguration(caller, 'iam'));
  const question = { doing: `asking for the role ${name}`, whenDenied: allowing('iam:GetRole') };
  return ask(client, question, async () => {
    const missing = ['NoSuchEntityException', 'NoSuchEntity'];
    const found = await unlessMissing(missing, client.send(new GetRoleCommand({ RoleName: name })));
    return found === undefined ? undefined : { kind: 'role', name, why: 'exists' };
  });
}

/** A secret that was deleted keeps its name for days. */
function secretTaken(caller: AwsCaller, name: string): Promise<Taken> {
  const client = new SecretsManagerClient(clientConfiguration(caller, 'secretsManager'));
  const question = { doing: `asking for the secret ${name}`, whenDenied: allowing('secretsmanager:DescribeSecret') };
  return ask(client, question, async () => {
    const missing = ['ResourceNotFoundException'];
    const found = await unlessMissing(missing, client.send(new DescribeSecretCommand({ SecretId: name })));
    if (found === undefined) return undefined;
    const why = found.DeletedDate === undefined ? 'exists' : 'is scheduled for deletion and keeps its name until then';
    return { kind: 'secret', name, why };
  });
}
