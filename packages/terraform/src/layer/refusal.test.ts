import { expect, test } from 'vitest';
import { refusalText } from './refusal.ts';

const diagnostic = (summary: string, detail = '') => ({
  severity: 'error' as const,
  summary,
  detail,
  address: 'aws_x.main',
  file: null,
  line: null,
  context: null,
  code: null,
});
const refused = (end: string, operation = 'EC2: CreateVpc', extra = '') =>
  refusalText(
    diagnostic(
      `creating EC2 VPC: operation error ${operation}, https response error StatusCode: 400, RequestID: 5f1-a, ${extra}${end}`,
    ),
  );

test('a refusal is told with the code, the message and what to do, and without the request’s id', () => {
  expect(refused('api error VpcLimitExceeded: The maximum number of VPCs has been reached.')).toBe(
    'creating EC2 VPC (aws_x.main): AWS answered VpcLimitExceeded: The maximum number of VPCs has been reached. ' +
      'A quota of the account is used up: an admin of the account raises it in Service Quotas, or removes what is not needed any more.',
  );
});

test('errors that a service models, and those of S3 with a host id and without a message, are read too', () => {
  expect(refused('DBInstanceAlreadyExists: DB instance already exists', 'RDS: CreateDBInstance')).toContain(
    'AWS answered DBInstanceAlreadyExists: DB instance already exists. The name is taken',
  );
  expect(refused('BucketAlreadyExists: ', 'S3: CreateBucket', 'HostID: q/s=, ')).toContain(
    'AWS answered BucketAlreadyExists. The name of a bucket is unique in all of AWS',
  );
});

test('what fails while the provider waits for it is a refusal too', () => {
  const text = refusalText(
    diagnostic(
      "waiting for EKS Node Group (mf-x:system) create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: eks-system-1, eks-system-2: AsgInstanceLaunchFailures: You've reached your quota",
    ),
  );
  expect(text).toContain('AWS answered AsgInstanceLaunchFailures: You');
});

test.each([
  ['DependencyViolation', 'The subnet has dependencies', /does not belong to this stack uses it/],
  ['InvalidParameterCombination', 'Cannot delete protected DB Instance, please disable', /switch it off in RDS/],
  ['InvalidParameterCombination', 'Cannot find version 9 for postgres', /does not know it everywhere|Look the code up/],
  ['DBSnapshotAlreadyExists', 'a snapshot with the identifier x already exists', /Remove or rename the snapshot/],
  ['ResourceInUseException', 'Cluster already exists with name: mf-x', /cluster of this name/],
  ['ResourceInUseException', 'Cluster has nodegroups attached', /find and remove that/],
  ['InvalidParameterException', 'Domain already associated with another user pool: x', /sign-in domain is taken/],
  ['KMSKeyNotAccessibleFault', 'The specified KMS key is pending deletion.', /cancel its deletion/],
  ['UnauthorizedOperation', 'You are not authorized', /deployer role/],
  ['ThrottlingException', 'Rate exceeded', /in some minutes/],
  ['AlienException', 'Unheard of', /Look the code up/],
])('%s: %s has its own remedy', (code, message, remedy) => {
  expect(refused(`api error ${code}: ${message}`)).toMatch(remedy);
});

test('a message of any length leaves the remedy in sight', () => {
  const text = refused(`api error VpcLimitExceeded: ${'x'.repeat(5000)}`) ?? '';
  expect(text.length).toBeLessThan(800);
  expect(text).toContain('Service Quotas');
});

test('what is no refusal is left as it is', () => {
  expect(refusalText(diagnostic('Invalid CIDR', 'It is not private.'))).toBeUndefined();
});
