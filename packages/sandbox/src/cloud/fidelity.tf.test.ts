// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import { describe, expect, it } from 'vitest';
import { changeObject } from '../control/commands.ts';
import { sandboxOfFile } from '../providers/testing/sandboxOfFile.ts';
import { trust } from '../providers/testing/stack/trust.ts';
import type { TerraformConfig, TerraformRoot } from '../providers/testing/terraformRoot.ts';

const { sandbox, opened, rootWith, applied } = await sandboxOfFile();

/** What Terraform says when the configuration is applied. */
async function refusal(resource: TerraformConfig): Promise<string> {
  return (await rootWith({ resource })).applyFails();
}

async function destroyFails(root: TerraformRoot): Promise<string> {
  const { status, stdout, stderr } = await root.run('destroy', '-auto-approve', '-no-color');
  if (status === 0) throw new Error('the destroy was expected to fail');
  return (stdout + stderr).replaceAll(/\n[│╷╵]?\s*/g, ' ');
}

const subnet = (index: number) => ({
  vpc_id: '${aws_vpc.main.id}',
  cidr_block: `10.0.${index}.0/24`,
  availability_zone: `us-west-2${'ab'[index]}`,
});
const network = {
  aws_vpc: { main: { cidr_block: '10.0.0.0/16' } },
  aws_subnet: { a: subnet(0), b: subnet(1) },
};
const roles = {
  aws_iam_role: {
    cluster: { name: 'c', assume_role_policy: trust('eks.amazonaws.com') },
    node: { name: 'n', assume_role_policy: trust('ec2.amazonaws.com') },
  },
};
const cluster = (role = '${aws_iam_role.cluster.arn}') => ({
  aws_eks_cluster: {
    main: { name: 'c', role_arn: role, vpc_config: { subnet_ids: ['${aws_subnet.a.id}', '${aws_subnet.b.id}'] } },
  },
});
const nodes = (more: object = {}) => ({
  aws_eks_node_group: {
    main: {
      cluster_name: '${aws_eks_cluster.main.name}',
      node_role_arn: '${aws_iam_role.node.arn}',
      subnet_ids: ['${aws_subnet.a.id}'],
      instance_types: ['m6i.large'],
      scaling_config: { min_size: 1, desired_size: 2, max_size: 3 },
      ...more,
    },
  },
});
const policy = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

describe('IAM refuses', () => {
  it.each([
    ['a policy that is not JSON', '{', 'api error MalformedPolicyDocument: This policy contains invalid Json'],
    [
      'a policy with a principal',
      policy({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' }),
      'Policy document should not specify a principal.',
    ],
    [
      'an action without a vendor',
      policy({ Effect: 'Allow', Action: 'GetObject', Resource: '*' }),
      'Actions/Conditions must be prefaced by a vendor',
    ],
    [
      'a condition that there is not',
      policy({ Effect: 'Allow', Action: 's3:*', Resource: '*', Condition: { StringSame: { a: 'b' } } }),
      'Invalid Condition type : StringSame.',
    ],
  ])('%s', async (_, document, message) => {
    expect(await refusal({ aws_iam_policy: { p: { name: 'p', policy: document } } })).toContain(message);
  });

  it('a trust policy for a role that does not exist, or for other actions than those of STS', async () => {
    const role = (statement: object) => ({ aws_iam_role: { r: { name: 'r', assume_role_policy: policy(statement) } } });
    const nobody = 'arn:aws:iam::111122223333:role/nobody';
    expect(await refusal(role({ Effect: 'Allow', Principal: { AWS: nobody }, Action: 'sts:AssumeRole' }))).toContain(
      `api error MalformedPolicyDocument: Invalid principal in policy: "AWS":"${nobody}"`,
    );
    expect(await refusal(role({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject' }))).toContain(
      'AssumeRole policy may only specify STS AssumeRole actions.',
    );
  });

  it('a bucket policy in S3’s words', async () => {
    const bucket = { aws_s3_bucket: { b: { bucket: 'mf-fidelity' } } };
    const document = policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' });
    const message = await refusal({
      ...bucket,
      aws_s3_bucket_policy: { b: { bucket: '${aws_s3_bucket.b.id}', policy: document } },
    });
    expect(message).toContain('api error MalformedPolicy: Missing required field Principal');
    sandbox.world.buckets.remove('mf-fidelity', { force: true });
  });

  it('more policies on a role than the quota', async () => {
    sandbox.world.quotas.set('aws_iam_role_policy_attachment', 1);
    const attach = (name: string) => ({
      role: '${aws_iam_role.node.name}',
      policy_arn: `arn:aws:iam::aws:policy/${name}`,
    });
    const attachments = { a: attach('AmazonEKSWorkerNodePolicy'), b: attach('AmazonEKS_CNI_Policy') };
    expect(await refusal({ ...roles, aws_iam_role_policy_attachment: attachments })).toContain(
      'api error LimitExceeded: Cannot exceed quota for PoliciesPerRole: 1',
    );
  });
});

describe('EKS refuses', () => {
  it('a role that does not trust it', async () => {
    expect(await refusal({ ...network, ...roles, ...cluster('${aws_iam_role.node.arn}') })).toContain(
      'could not be assumed because it does not exist or the trusted entity is not correct',
    );
  });

  it('nodes whose role does not trust EC2, and more of them than the vCPU quota allows', async () => {
    const base = { ...network, ...roles, ...cluster() };
    expect(await refusal({ ...base, ...nodes({ node_role_arn: '${aws_iam_role.cluster.arn}' }) })).toContain(
      'Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole',
    );
    sandbox.world.store.wipe();
    sandbox.world.quotas.set('L-1216C47A', 3);
    expect(await refusal({ ...base, ...nodes() })).toContain('api error VcpuLimitExceeded');
  });

  it('access for a principal that does not exist', async () => {
    const entry = {
      aws_eks_access_entry: {
        e: { cluster_name: '${aws_eks_cluster.main.name}', principal_arn: 'arn:aws:iam::111122223333:role/nobody' },
      },
    };
    expect(await refusal({ ...network, ...roles, ...cluster(), ...entry })).toContain(
      'The specified principalArn is invalid: invalid principal.',
    );
  });

  it('to delete a cluster with a node group, and IAM the role that its nodes have', async () => {
    const root = await applied({ ...network, ...roles, ...cluster(), ...nodes() });
    const [group] = sandbox.world.store.list({ type: 'aws_eks_node_group' });
    if (group === undefined) throw new Error('there is no node group');
    expect((await root.run('state', 'rm', 'aws_eks_node_group.main')).status).toBe(0);
    const message = await destroyFails(root);
    expect(message).toContain('api error ResourceInUseException: Cluster has nodegroups attached');
    expect(message).toContain(
      'api error DeleteConflict: Cannot delete entity, must remove roles from instance profile first.',
    );
  });
});

describe('KMS', () => {
  it('keeps a deleted key for its window, and everybody from using it', async () => {
    const root = await applied({ aws_kms_key: { k: { deletion_window_in_days: 7 } } });
    const [key] = sandbox.world.store.list({ type: 'aws_kms_key' });
    await root.destroy();
    expect(sandbox.world.store.list({ type: 'aws_kms_pending_deletion' })).toMatchObject([{ id: key?.id }]);
    const arn = String(key?.attributes.arn);
    expect(await refusal({ aws_kms_alias: { a: { name: 'alias/a', target_key_id: arn } } })).toContain(
      `api error KMSInvalidStateException: ${arn} is pending deletion.`,
    );
    expect(await refusal({ aws_cloudwatch_log_group: { g: { name: 'g', kms_key_id: arn } } })).toContain(
      'could not be found or is pending deletion',
    );
    expect(await refusal({ aws_secretsmanager_secret: { s: { name: 's', kms_key_id: arn } } })).toContain(
      'is pending deletion',
    );
  });
});

describe('EC2 refuses to delete', () => {
  const removed = async (resource: TerraformConfig, ...forgotten: string[]) => {
    const root = await applied(resource);
    expect((await root.run('state', 'rm', ...forgotten)).status).toBe(0);
    return destroyFails(root);
  };

  it('a security group and a subnet that an interface endpoint uses', async () => {
    const message = await removed(
      {
        ...network,
        aws_security_group: { g: { name: 'g', vpc_id: '${aws_vpc.main.id}' } },
        aws_vpc_endpoint: {
          e: {
            vpc_id: '${aws_vpc.main.id}',
            service_name: 'com.amazonaws.us-west-2.ecr.api',
            vpc_endpoint_type: 'Interface',
            subnet_ids: ['${aws_subnet.a.id}'],
            security_group_ids: ['${aws_security_group.g.id}'],
          },
        },
      },
      'aws_vpc_endpoint.e',
    );
    expect(message).toMatch(/api error DependencyViolation: resource sg-\w+ has a dependent object/);
    expect(message).toMatch(/api error DependencyViolation: The subnet 'subnet-\w+' has dependencies/);
  });

  it('an internet gateway with addresses behind it, and an address that is in use', async () => {
    const message = await removed(
      {
        ...network,
        aws_internet_gateway: { i: { vpc_id: '${aws_vpc.main.id}' } },
        aws_eip: { e: { domain: 'vpc' } },
        aws_nat_gateway: {
          n: {
            allocation_id: '${aws_eip.e.id}',
            subnet_id: '${aws_subnet.a.id}',
            depends_on: ['aws_internet_gateway.i'],
          },
        },
      },
      'aws_nat_gateway.n',
    );
    expect(message).toMatch(/DependencyViolation: Network vpc-\w+ has some mapped public address\(es\)/);
    expect(message).toMatch(/api error InvalidIPAddress.InUse: Address [\d.]+ is in use/);
  });
});

describe('load balancers', () => {
  const certificate = {
    aws_acm_certificate: { c: { domain_name: 'x.metaflow.example.com', validation_method: 'DNS' } },
  };
  const balancer = (listener: object) => ({
    ...network,
    aws_internet_gateway: { i: { vpc_id: '${aws_vpc.main.id}' } },
    aws_lb: {
      l: { name: 'l', subnets: ['${aws_subnet.a.id}', '${aws_subnet.b.id}'], depends_on: ['aws_internet_gateway.i'] },
    },
    aws_lb_listener: { t: { load_balancer_arn: '${aws_lb.l.arn}', ...listener } },
  });
  const answer = { type: 'fixed-response', fixed_response: { content_type: 'text/plain', status_code: '404' } };

  it('take no certificate that is not issued, and no sign-in without TLS', async () => {
    const unissued = {
      port: 443,
      protocol: 'HTTPS',
      certificate_arn: '${aws_acm_certificate.c.arn}',
      default_action: [answer],
    };
    expect(await refusal({ ...certificate, ...balancer(unissued) })).toContain('api error UnsupportedCertificate');
    sandbox.world.store.wipe();
    const oidc = {
      issuer: 'https://i',
      authorization_endpoint: 'https://i/a',
      token_endpoint: 'https://i/t',
      user_info_endpoint: 'https://i/u',
      client_id: 'c',
      client_secret: 's',
    };
    const plain = {
      port: 80,
      protocol: 'HTTP',
      default_action: [{ type: 'authenticate-oidc', authenticate_oidc: oidc }, answer],
    };
    expect(await refusal(balancer(plain))).toContain(
      "api error InvalidLoadBalancerAction: Actions of type 'authenticate-oidc' are supported only on HTTPS listeners",
    );
  });

  it('keep a certificate and a target group from being deleted while they use them', async () => {
    const root = await applied({
      ...balancer({
        port: 80,
        protocol: 'HTTP',
        default_action: [{ type: 'forward', target_group_arn: '${aws_lb_target_group.g.arn}' }],
      }),
      aws_lb_target_group: { g: { name: 'g', port: 80, protocol: 'HTTP', vpc_id: '${aws_vpc.main.id}' } },
      ...certificate,
    });
    const [listener] = sandbox.world.store.list({ type: 'aws_lb_listener' });
    const [issued] = sandbox.world.store.list({ type: 'aws_acm_certificate' });
    if (listener === undefined) throw new Error('there is no listener');
    changeObject(sandbox.world, { ...listener, attributes: { certificate_arn: issued?.id ?? '' } });
    // The load balancer is forgotten with it: its end would take the listener along.
    await root.run('state', 'rm', 'aws_lb_listener.t', 'aws_lb.l');
    const message = await destroyFails(root);
    expect(message).toMatch(
      /api error ResourceInUse: Target group '[^']+' is currently in use by a listener or a rule/,
    );
    expect(message).toMatch(/api error ResourceInUseException: Certificate \S+ in account \d+ is in use/);
  });

  it('wait in vain for a certificate whose records are not in DNS', async () => {
    const waiting = { aws_acm_certificate_validation: { v: { certificate_arn: '${aws_acm_certificate.c.arn}' } } };
    expect(await refusal({ ...certificate, ...waiting })).toContain(
      "timeout while waiting for state to become 'ISSUED'",
    );
    const record = { r: { zone_id: 'Z1', name: 'a', type: 'A', ttl: 60, records: ['10.0.0.1'] } };
    expect(await refusal({ aws_route53_record: record })).toContain(
      'api error NoSuchHostedZone: No hosted zone found with ID: Z1',
    );
  });
});

describe('RDS refuses', () => {
  const database = (more: object) => ({
    ...network,
    aws_db_subnet_group: { g: { name: 'g', subnet_ids: ['${aws_subnet.a.id}', '${aws_subnet.b.id}'] } },
    aws_db_instance: {
      d: {
        identifier: 'd',
        engine: 'postgres',
        engine_version: '16',
        instance_class: 'db.t4g.small',
        allocated_storage: 20,
        username: 'metaflow',
        password: 'long-enough',
        db_subnet_group_name: '${aws_db_subnet_group.g.name}',
        ...more,
      },
    },
  });

  it('to delete what is protected, what names no snapshot, and a snapshot that exists', async () => {
    const root = await applied(database({ deletion_protection: true }));
    expect(await destroyFails(root)).toContain(
      'api error InvalidParameterCombination: Cannot delete protected DB Instance',
    );
    root.write({ provider: { aws: { region: 'us-west-2' } }, resource: database({}) });
    await root.apply();
    expect(await destroyFails(root)).toContain(
      'FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified',
    );
    root.write({
      provider: { aws: { region: 'us-west-2' } },
      resource: database({ final_snapshot_identifier: 'last' }),
    });
    await root.apply();
    const [{ account = '', scope = '' } = {}] = sandbox.world.store.list({ type: 'aws_db_instance' });
    sandbox.world.store.put({ account, scope, type: 'aws_db_snapshot', id: 'last', attributes: {}, createdAt: '' });
    expect(await destroyFails(root)).toContain('api error DBSnapshotAlreadyExists');
  });

  it('and so does EC2 the subnets of an instance', async () => {
    const root = await applied(database({ skip_final_snapshot: true }));
    await root.run('state', 'rm', 'aws_db_instance.d', 'aws_db_subnet_group.g');
    expect(await destroyFails(root)).toMatch(/api error DependencyViolation: The subnet 'subnet-\w+' has dependencies/);
  });
});

describe('names', () => {
  it.each([
    ['a bucket like an address', { aws_s3_bucket: { b: { bucket: '10.0.0.1' } } }],
    ['a bucket with a reserved prefix', { aws_s3_bucket: { b: { bucket: 'xn--metaflow' } } }],
    ['a load balancer with an underscore', { aws_lb: { l: { name: 'a_b', subnets: [] } } }],
    ['a load balancer that is too long', { aws_lb: { l: { name: 'a'.repeat(33), subnets: [] } } }],
    [
      'a Cognito domain with a reserved word',
      { aws_cognito_user_pool_domain: { d: { domain: 'my-aws-login', user_pool_id: 'p' } } },
    ],
    ['an alias of AWS', { aws_kms_alias: { a: { name: 'alias/aws/mine', target_key_id: 'k' } } }],
    ['a database with two hyphens', { aws_db_instance: { d: { identifier: 'a--b', instance_class: 'db.t4g.small' } } }],
    ['a role that is too long', { aws_iam_role: { r: { name: 'r'.repeat(65), assume_role_policy: '{}' } } }],
  ])('refuse %s before anything is created', async (_, resource) => {
    const root = await rootWith({ resource });
    const { status, stderr } = await root.run('validate', '-no-color');
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/invalid value for|expected length of/),
    });
  });

  it('of a Cognito domain are taken once in a region', async () => {
    const pool = { aws_cognito_user_pool: { p: { name: 'p' } } };
    const domain = { domain: 'mf-demo', user_pool_id: '${aws_cognito_user_pool.p.id}' };
    await applied({ ...pool, aws_cognito_user_pool_domain: { d: domain } });
    expect(await refusal({ ...pool, aws_cognito_user_pool_domain: { d: domain } })).toContain(
      'api error InvalidParameterException: Domain already associated with another user pool',
    );
  });
});

describe('eventual consistency', () => {
  it('hides a new object from whoever looks it up, for as many looks as it is set to', async () => {
    sandbox.world.consistency.set('aws_iam_role', 1);
    const message = await refusal({ ...network, ...roles, ...cluster() });
    expect(message).toContain('could not be assumed because it does not exist or the trusted entity is not correct');
    const [root] = opened;
    // A second try finds the role.
    await root?.apply();
    expect((await root?.plan())?.changes).toEqual({});
  });
});

it('a changed object that somebody protects is still refused by its new state', async () => {
  const root = await applied({ aws_cognito_user_pool: { p: { name: 'p' } } });
  const [pool] = sandbox.world.store.list({ type: 'aws_cognito_user_pool' });
  if (pool === undefined) throw new Error('there is no pool');
  changeObject(sandbox.world, { ...pool, attributes: { deletion_protection: 'ACTIVE' } });
  expect(await destroyFails(root)).toContain('deletion protection is activated');
});
