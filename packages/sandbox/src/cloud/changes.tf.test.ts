// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import { describe, expect, it } from 'vitest';
import { changeObject, deleteObject } from '../control/commands.ts';
import { sandboxOfFile } from '../providers/testing/sandboxOfFile.ts';

const aws = { aws: { region: 'us-west-2' } };
const { sandbox, rootWith, applied: appliedRoot } = await sandboxOfFile();

const network = {
  aws_vpc: { main: { cidr_block: '10.0.0.0/16' } },
  aws_subnet: { a: { vpc_id: '${aws_vpc.main.id}', cidr_block: '10.0.0.0/24', availability_zone: 'us-west-2a' } },
};
const object = (type: string) => {
  const [found] = sandbox.world.store.list({ type });
  if (found === undefined) throw new Error(`the sandbox has no ${type}`);
  const { account, scope, id } = found;
  return { key: { account, scope, type, id }, attributes: found.attributes };
};

describe('a change of the configuration', () => {
  it('is an update where AWS can change the object', async () => {
    const root = await appliedRoot(network);
    const { id } = object('aws_vpc').key;
    root.write({
      provider: aws,
      resource: {
        ...network,
        aws_vpc: { main: { cidr_block: '10.0.0.0/16', enable_dns_hostnames: true, tags: { Name: 'x' } } },
      },
    });
    expect((await root.plan()).changes).toEqual({ 'aws_vpc.main': ['update'] });
    await root.apply();
    expect(object('aws_vpc')).toMatchObject({
      key: { id },
      attributes: { enable_dns_hostnames: true, tags_all: { Name: 'x' } },
    });
  });

  it('is a replacement where AWS cannot, and of what refers to it', async () => {
    const root = await appliedRoot(network);
    const { id } = object('aws_vpc').key;
    root.write({
      provider: aws,
      resource: {
        aws_vpc: { main: { cidr_block: '10.1.0.0/16' } },
        aws_subnet: { a: { vpc_id: '${aws_vpc.main.id}', cidr_block: '10.1.0.0/24', availability_zone: 'us-west-2a' } },
      },
    });
    expect((await root.plan()).changes).toEqual({
      'aws_vpc.main': ['delete', 'create'],
      'aws_subnet.a': ['delete', 'create'],
    });
    await root.apply();
    expect(object('aws_vpc').key.id).not.toBe(id);
  });

  it('reaches computed values that follow from it, and only those', async () => {
    const template = (size: number) => ({
      aws_launch_template: {
        nodes: { name: 'nodes', instance_type: `m6i.${size}xlarge`, update_default_version: true },
      },
    });
    const root = await appliedRoot(template(2));
    root.write({ provider: aws, resource: template(4) });
    expect((await root.plan()).after['aws_launch_template.nodes']).not.toHaveProperty('latest_version');
    await root.apply();
    expect(object('aws_launch_template').attributes).toMatchObject({ latest_version: 2, default_version: 2 });
    expect((await root.plan()).changes).toEqual({});
  });

  it('of the provider default tags reaches every resource as an update', async () => {
    const root = await appliedRoot(network);
    root.write({
      provider: { aws: { region: 'us-west-2', default_tags: { tags: { team: 'ml' } } } },
      resource: network,
    });
    expect((await root.plan()).changes).toEqual({ 'aws_vpc.main': ['update'], 'aws_subnet.a': ['update'] });
  });

  it('compares sets of nested blocks without regard to their order', async () => {
    const group = (parameters: { name: string; value: string }[]) => ({
      aws_db_parameter_group: { main: { name: 'pg', family: 'postgres17', parameter: parameters } },
    });
    const [first, second] = [
      { name: 'rds.force_ssl', value: '1' },
      { name: 'log_statement', value: 'ddl' },
    ];
    const root = await appliedRoot(group([first, second]));
    root.write({ provider: aws, resource: group([second, first]) });
    expect((await root.plan()).changes).toEqual({});
    root.write({ provider: aws, resource: group([second]) });
    expect((await root.plan()).changes).toEqual({ 'aws_db_parameter_group.main': ['update'] });
  });
});

describe('drift', () => {
  it('shows as a change back to the configuration', async () => {
    const root = await appliedRoot(network);
    const { key } = object('aws_subnet');
    changeObject(sandbox.world, { ...key, attributes: { map_public_ip_on_launch: true } });
    const plan = await root.plan();
    expect(plan.drift).toEqual(['aws_subnet.a']);
    expect(plan.changes).toEqual({ 'aws_subnet.a': ['update'] });
    await root.apply();
    expect(object('aws_subnet').attributes.map_public_ip_on_launch).toBe(false);
  });

  it('of a deleted object is a create', async () => {
    const root = await appliedRoot(network);
    deleteObject(sandbox.world, object('aws_subnet').key);
    expect((await root.plan()).changes).toEqual({ 'aws_subnet.a': ['create'] });
  });
});

describe('AWS refuses', () => {
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'eks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });

  it('to delete a VPC in which somebody else put a subnet', async () => {
    const root = await appliedRoot({ aws_vpc: network.aws_vpc });
    const { key, attributes } = object('aws_vpc');
    sandbox.world.store.put({
      ...key,
      type: 'aws_subnet',
      id: 'subnet-0foreign',
      attributes: { id: 'subnet-0foreign', vpc_id: attributes.id },
      createdAt: '',
    });
    const result = await root.run('destroy', '-auto-approve', '-no-color');
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/DeleteVpc.*DependencyViolation.*has dependencies and cannot be deleted/s);
    expect(object('aws_vpc').key.id).toBe(key.id);
  });

  it('a name that is taken', async () => {
    const role = { aws_iam_role: { r: { name: 'taken', assume_role_policy: trust } } };
    await appliedRoot(role);
    const other = await rootWith({ resource: role });
    expect(await other.applyFails()).toMatch(
      /creating IAM Role \(taken\).*EntityAlreadyExists: Role with name taken already exists/,
    );
  });

  it('a bucket name that another account owns', async () => {
    const resource = { aws_s3_bucket: { b: { bucket: 'one-name-for-all' } } };
    const root = await appliedRoot(resource);
    const other = await rootWith({
      provider: { aws: { region: 'us-west-2', allowed_account_ids: ['999999999999'] } },
      resource,
    });
    expect(await other.applyFails()).toMatch(/BucketAlreadyExists/);
    await root.destroy();
  });

  it('to delete a bucket with objects in it, unless it is forced', async () => {
    const config = (force: boolean) => ({ aws_s3_bucket: { b: { bucket: 'full-bucket', force_destroy: force } } });
    const root = await appliedRoot(config(false));
    await putObject('full-bucket', 'a.txt');
    const refused = await root.run('destroy', '-auto-approve', '-no-color');
    expect(refused.stderr).toContain('BucketNotEmpty');
    root.write({ provider: aws, resource: config(true) });
    await root.apply();
    await root.destroy();
    expect(sandbox.world.buckets.exists('full-bucket')).toBe(false);
  });

  it('names that are too long before anything is created', async () => {
    const root = await rootWith({
      resource: { aws_iam_role: { r: { name: 'x'.repeat(65), assume_role_policy: trust } } },
    });
    const result = await root.run('plan', '-no-color');
    expect(result.stderr + result.stdout).toContain('expected length of name to be in the range (1 - 64)');
  });

  it('one more VPC than the quota allows', async () => {
    sandbox.world.quotas.set('aws_vpc', 1);
    const root = await rootWith({
      resource: { aws_vpc: { a: { cidr_block: '10.0.0.0/16' }, b: { cidr_block: '10.1.0.0/16' } } },
    });
    expect(await root.applyFails()).toContain('VpcLimitExceeded');
  });
});

describe('an injected fault', () => {
  it('fails the n-th create with the code of AWS and leaves the rest applied', async () => {
    sandbox.world.faults.add({
      type: 'aws_vpc',
      operation: 'create',
      nth: 2,
      code: 'RequestLimitExceeded',
      message: 'Request limit exceeded.',
      httpStatus: 503,
    });
    const root = await rootWith({
      resource: { aws_vpc: { a: { cidr_block: '10.0.0.0/16' }, b: { cidr_block: '10.1.0.0/16' } } },
    });
    expect(await root.applyFails()).toContain('api error RequestLimitExceeded');
    expect(Object.keys(await root.state())).toHaveLength(1);
    await root.apply();
    expect(sandbox.world.store.list({ type: 'aws_vpc' })).toHaveLength(2);
  });
});

describe('many connections at once', () => {
  it('keep their configurations apart', async () => {
    const regionOf = (account: string) => (account.startsWith('1') ? 'eu-west-1' : 'us-west-2');
    const inAnyZone = {
      ...network,
      aws_subnet: { a: { vpc_id: '${aws_vpc.main.id}', cidr_block: '10.0.0.0/24' } },
    };
    const accounts = ['111111111111', '222222222222', '333333333333', '444444444444'];
    const roots = await Promise.all(
      accounts.map((account) =>
        rootWith({
          provider: {
            aws: {
              region: regionOf(account),
              allowed_account_ids: [account],
              default_tags: { tags: { account } },
            },
          },
          resource: inAnyZone,
        }),
      ),
    );
    await Promise.all(roots.map((root) => root.apply()));
    for (const account of accounts) {
      expect(sandbox.world.store.list({ type: 'aws_subnet', account })).toMatchObject([
        {
          scope: regionOf(account),
          attributes: { owner_id: account, tags_all: { account } },
        },
      ]);
    }
    await Promise.all(roots.map((root) => root.destroy()));
    expect(sandbox.world.store.list({ type: 'aws_vpc' })).toEqual([]);
  });
});

async function putObject(bucket: string, key: string): Promise<void> {
  const { S3Client, PutObjectCommand } = await import('@aws-sdk/client-s3');
  const client = new S3Client({
    endpoint: sandbox.endpoint,
    region: sandbox.region,
    forcePathStyle: true,
    credentials: { accessKeyId: sandbox.accessKeyId, secretAccessKey: sandbox.secretAccessKey },
  });
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'x' }));
  client.destroy();
}
