import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { DescribeClusterVersionsCommand, EKSClient, ListClustersCommand } from '@aws-sdk/client-eks';
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  GetAccountSummaryCommand,
  GetRoleCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
} from '@aws-sdk/client-iam';
import { DescribeDBInstancesCommand, DescribeDBSnapshotsCommand, RDSClient } from '@aws-sdk/client-rds';
import { GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { kubernetesVersions, supportOf } from '../eks/kubernetesVersions.ts';
import { seeded } from '../seed/account.ts';
import { plantCluster, plantedCluster, planter } from '../testing/plantCluster.ts';
import { type Keys, startTestServices, type TestServices } from './testing.ts';

let sandbox: TestServices;

beforeAll(async () => {
  sandbox = await startTestServices();
});
beforeEach(() => {
  sandbox.objects.wipe();
  sandbox.services.plant();
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

const settings = (credentials: Keys = sandbox.keys) => ({
  endpoint: sandbox.endpoint,
  region: 'us-west-2',
  credentials,
  maxAttempts: 1,
});
const inRegion = (type: string, id: string, attributes: Record<string, unknown>) =>
  planter(sandbox.objects)(type, id, attributes, 'us-west-2');
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: Error) => ({ code: error.name, message: error.message }),
  );

describe('Service Quotas', () => {
  const ask = (ServiceCode: string, QuotaCode: string) =>
    new ServiceQuotasClient(settings()).send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }));

  it.each([
    ['vpc', 'L-F678F1CE'],
    ['vpc', 'L-A4707A72'],
    ['ec2', 'L-0263D0A3'],
    ['ec2', 'L-1216C47A'],
    ['ec2', 'L-34B43A08'],
    ['ec2', 'L-DB2E81BA'],
    ['eks', 'L-1194D53C'],
    ['rds', 'L-7B6409FD'],
    ['elasticloadbalancing', 'L-53DA6B97'],
    ['iam', 'L-858F3967'],
    ['iam', 'L-FE177D64'],
    ['s3', 'L-DC2B2D3D'],
  ])('tells the quota %s %s', async (service, code) => {
    const { Quota } = await ask(service, code);
    expect(Quota).toMatchObject({ QuotaCode: code, ServiceCode: service, Value: expect.any(Number) });
    expect(Quota?.Value).toBeGreaterThan(10);
  });

  it('tells what the control API has set, by type or code', async () => {
    sandbox.quotas.set('aws_vpc', 5);
    sandbox.quotas.set('L-DB2E81BA', 0);
    expect((await ask('vpc', 'L-F678F1CE')).Quota?.Value).toBe(5);
    expect((await ask('ec2', 'L-DB2E81BA')).Quota?.Value).toBe(0);
    sandbox.quotas.clear();
  });

  it('knows no quota of another service', async () => {
    expect(await refusal(ask('ec2', 'L-F678F1CE'))).toMatchObject({ code: 'NoSuchResourceException' });
  });
});

describe('EC2', () => {
  const client = () => new EC2Client(settings());

  it('counts the default VPC with those of the stacks, by filter and by id', async () => {
    inRegion('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16', tags_all: { 'metaflow:stack': 'demo' } });
    const { Vpcs } = await client().send(new DescribeVpcsCommand({}));
    expect(Vpcs).toMatchObject([
      { CidrBlock: '172.31.0.0/16', IsDefault: true },
      {
        VpcId: 'vpc-1',
        CidrBlockAssociationSet: [{ CidrBlock: '10.0.0.0/16' }],
        Tags: [{ Key: 'metaflow:stack', Value: 'demo' }],
      },
    ]);
    const Filters = [{ Name: 'tag:metaflow:stack', Values: ['de*'] }];
    expect((await client().send(new DescribeVpcsCommand({ Filters }))).Vpcs).toHaveLength(1);
    const missing = client().send(new DescribeVpcsCommand({ VpcIds: ['vpc-2'] }));
    expect(await refusal(missing)).toEqual({
      code: 'InvalidVpcID.NotFound',
      message: "The vpc ID 'vpc-2' does not exist",
    });
    const odd = client().send(new DescribeVpcsCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] }));
    expect(await refusal(odd)).toMatchObject({ code: 'InvalidParameterValue' });
  });

  it('describes gateways, addresses and subnets', async () => {
    inRegion('aws_internet_gateway', 'igw-1', { vpc_id: 'vpc-1' });
    inRegion('aws_eip', 'eipalloc-1', { public_ip: '52.1.1.1' });
    inRegion('aws_nat_gateway', 'nat-1', { vpc_id: 'vpc-1', subnet_id: 'subnet-1' });
    inRegion('aws_subnet', 'subnet-1', { vpc_id: 'vpc-1', cidr_block: '10.0.0.0/24', availability_zone: 'us-west-2a' });
    const ec2 = client();
    expect(await ec2.send(new DescribeInternetGatewaysCommand({}))).toMatchObject({
      InternetGateways: [{ InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1' }] }],
    });
    expect(await ec2.send(new DescribeAddressesCommand({}))).toMatchObject({
      Addresses: [{ AllocationId: 'eipalloc-1' }],
    });
    const Filter = [{ Name: 'state', Values: ['available'] }];
    expect(await ec2.send(new DescribeNatGatewaysCommand({ Filter }))).toMatchObject({
      NatGateways: [{ NatGatewayId: 'nat-1' }],
    });
    expect(await ec2.send(new DescribeSubnetsCommand({}))).toMatchObject({ Subnets: [{ SubnetId: 'subnet-1' }] });
  });

  it('runs an instance for each node that a group wants', async () => {
    plantCluster(sandbox.objects);
    const Filters = [{ Name: 'instance-state-name', Values: ['running'] }];
    const { Reservations = [] } = await client().send(new DescribeInstancesCommand({ Filters }));
    expect(Reservations.flatMap(({ Instances = [] }) => Instances)).toMatchObject([
      { InstanceType: 'm6i.large', CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 } },
      { InstanceType: 'm6i.large', State: { Name: 'running' } },
    ]);
  });
});

describe('RDS', () => {
  it('describes instances and the snapshots that they left', async () => {
    inRegion('aws_db_instance', 'db-1', { identifier: 'mf-demo', engine: 'postgres', status: 'available' });
    inRegion('aws_db_snapshot', 'mf-demo-final', { db_instance_identifier: 'mf-demo' });
    const rds = new RDSClient(settings());
    const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'mf-demo' }));
    expect(DBInstances).toMatchObject([{ DBInstanceIdentifier: 'mf-demo', DBInstanceStatus: 'available' }]);
    const { DBSnapshots } = await rds.send(new DescribeDBSnapshotsCommand({}));
    expect(DBSnapshots).toMatchObject([{ DBSnapshotIdentifier: 'mf-demo-final', SnapshotType: 'manual' }]);
    const missing = rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'other' }));
    expect(await refusal(missing)).toMatchObject({ message: 'DBInstance other not found.' });
    const snapshot = rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: 'other' }));
    expect(await refusal(snapshot)).toMatchObject({ code: expect.stringMatching(/^DBSnapshotNotFound/) });
  });
});

describe('EKS', () => {
  it('lists clusters and the versions with their support on the day', async () => {
    plantCluster(sandbox.objects);
    const eks = new EKSClient(settings());
    expect((await eks.send(new ListClustersCommand({}))).clusters).toEqual([plantedCluster.name]);
    const { clusterVersions = [] } = await eks.send(new DescribeClusterVersionsCommand({ includeAll: true }));
    expect(clusterVersions.map((one) => [one.clusterVersion, one.versionStatus])).toEqual(
      kubernetesVersions.map((one) => [one.version, supportOf(one, new Date())]),
    );
    const first = clusterVersions.find(({ clusterVersion }) => clusterVersion === '1.34');
    expect(first?.endOfStandardSupportDate).toEqual(new Date('2026-12-02T00:00:00Z'));
  });
});

it.each([
  ['2026-12-01', 'STANDARD_SUPPORT'],
  ['2026-12-02', 'EXTENDED_SUPPORT'],
  ['2027-12-02', 'UNSUPPORTED'],
])('on %s Kubernetes 1.34 has %s', (day, support) => {
  const release = kubernetesVersions.find(({ version }) => version === '1.34');
  expect(release && supportOf(release, new Date(`${day}T00:00:00Z`))).toBe(support);
});

describe('IAM', () => {
  it('counts roles against their quota, and knows the people of the account', async () => {
    const iam = new IAMClient(settings());
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
    expect(SummaryMap).toMatchObject({ Roles: 1 + seeded.peopleRoles.length, RolesQuota: 5000, Providers: 0 });
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'data-scientists' }));
    expect(Role?.Arn).toBe(`arn:aws:iam::${sandbox.seed.account}:role/people/data-scientists`);
    expect((await iam.send(new ListOpenIDConnectProvidersCommand({}))).OpenIDConnectProviderList).toEqual([]);
  });
});

describe('what an endpoint needs', () => {
  const { account } = { account: '111122223333' };

  it('is a certificate that is issued', async () => {
    const acm = new ACMClient(settings());
    const CertificateArn = `arn:aws:acm:us-west-2:${account}:certificate/demo`;
    const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn }));
    expect(Certificate).toMatchObject({ Status: 'ISSUED', DomainName: seeded.certificateName });
    expect(Certificate?.NotAfter?.getTime()).toBeGreaterThan(Date.now());
    const other = acm.send(new DescribeCertificateCommand({ CertificateArn: `${CertificateArn}2` }));
    expect(await refusal(other)).toMatchObject({ code: 'ResourceNotFoundException' });
  });

  it('is a hosted zone', async () => {
    const route53 = new Route53Client(settings());
    const { HostedZone } = await route53.send(new GetHostedZoneCommand({ Id: seeded.zone.id }));
    expect(HostedZone).toMatchObject({ Name: 'metaflow.example.com.', Config: { PrivateZone: false } });
    expect(await refusal(route53.send(new GetHostedZoneCommand({ Id: 'Z1' })))).toEqual({
      code: 'NoSuchHostedZone',
      message: 'No hosted zone found with ID: Z1',
    });
  });

  it('is the secret of the client, also one that is on its way out', async () => {
    const secrets = new SecretsManagerClient(settings());
    const found = await secrets.send(new DescribeSecretCommand({ SecretId: seeded.secretName }));
    expect(found).toMatchObject({
      Name: seeded.secretName,
      ARN: expect.stringMatching(/:secret:flowport\/oidc-client-\w{6}$/),
    });
    const value = await secrets.send(new GetSecretValueCommand({ SecretId: found.ARN }));
    expect(value.SecretString).toBeTruthy();
    inRegion('aws_secretsmanager_scheduled_deletion', 'gone', {
      name: 'gone',
      arn: 'arn:x',
      deleted_at: '2026-11-24T12:00:00Z',
    });
    const gone = await secrets.send(new DescribeSecretCommand({ SecretId: 'gone' }));
    expect(gone.DeletedDate).toEqual(new Date('2026-11-24T12:00:00Z'));
    const missing = secrets.send(new DescribeSecretCommand({ SecretId: 'nothing' }));
    expect(await refusal(missing)).toMatchObject({ code: 'ResourceNotFoundException' });
  });

  it('is a load balancer that can be found again', async () => {
    inRegion('aws_lb', 'arn:lb', { name: 'mf-demo', dns_name: 'mf-demo-1.us-west-2.elb.amazonaws.com' });
    const elb = new ElasticLoadBalancingV2Client(settings());
    const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({ Names: ['mf-demo'] }));
    expect(LoadBalancers).toMatchObject([
      { LoadBalancerArn: 'arn:lb', Type: 'application', State: { Code: 'active' } },
    ]);
    const missing = elb.send(new DescribeLoadBalancersCommand({ Names: ['other'] }));
    expect(await refusal(missing)).toMatchObject({ message: "Load balancers '[other]' not found" });
  });

  it('is a bucket name that is free, or ours', async () => {
    const s3 = sandbox.s3();
    await s3.send(new HeadBucketCommand({ Bucket: sandbox.seed.stateBucket }));
    const free = s3.send(new HeadBucketCommand({ Bucket: 'mf-demo-free' }));
    expect(await refusal(free)).toMatchObject({ code: 'NotFound' });
  });
});

it('answers nobody whose policies do not allow the question, in each protocol', async () => {
  const trust = {
    Statement: [{ Effect: 'Allow', Principal: { AWS: sandbox.seed.user.arn }, Action: 'sts:AssumeRole' }],
  };
  planter(sandbox.objects)(
    'aws_iam_role',
    'reader',
    {
      name: 'reader',
      arn: 'arn:aws:iam::111122223333:role/reader',
      unique_id: 'AROA1',
      assume_role_policy: JSON.stringify(trust),
    },
    'global',
  );
  const { Credentials } = await new STSClient(settings()).send(
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111122223333:role/reader', RoleSessionName: 'reading' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const denied = await Promise.all([
    refusal(new EC2Client(settings(keys)).send(new DescribeVpcsCommand({}))),
    refusal(new RDSClient(settings(keys)).send(new DescribeDBInstancesCommand({}))),
    refusal(
      new ACMClient(settings(keys)).send(
        new DescribeCertificateCommand({ CertificateArn: `arn:aws:acm:${'x'.repeat(20)}` }),
      ),
    ),
    refusal(new Route53Client(settings(keys)).send(new GetHostedZoneCommand({ Id: 'Z1' }))),
    refusal(new EKSClient(settings(keys)).send(new DescribeClusterVersionsCommand({}))),
    refusal(
      new ServiceQuotasClient(settings(keys)).send(
        new GetServiceQuotaCommand({ ServiceCode: 'vpc', QuotaCode: 'L-F678F1CE' }),
      ),
    ),
  ]);
  for (const one of denied)
    expect(one).toMatchObject({ message: expect.stringContaining('is not authorized to perform') });
  const forged = new EC2Client(settings({ ...keys, secretAccessKey: 'wrong' })).send(new DescribeVpcsCommand({}));
  expect(await refusal(forged)).toMatchObject({ code: 'SignatureDoesNotMatch' });
});
