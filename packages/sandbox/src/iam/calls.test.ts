import {
  GetOpenIDConnectProviderCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../http/testing.ts';

let sandbox: TestServices;
let iam: IAMClient;

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const s3Read = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }],
};

beforeAll(async () => {
  sandbox = await startTestServices();
  iam = new IAMClient({ endpoint: sandbox.endpoint, region: 'us-east-1', credentials: sandbox.keys, maxAttempts: 1 });
  const { account } = sandbox.seed;
  const put = (type: string, id: string, attributes: Record<string, unknown>) =>
    sandbox.objects.put({ account, scope: 'global', type, id, attributes, createdAt: new Date().toISOString() });
  put('aws_iam_role', 'node', {
    name: 'node',
    arn: `arn:aws:iam::${account}:role/node`,
    unique_id: 'AROANODE',
    path: '/',
    assume_role_policy: JSON.stringify(trust),
    max_session_duration: 3600,
    tags_all: { team: 'a' },
  });
  put('aws_iam_role_policy', 'node:read', { role: 'node', name: 'read', policy: JSON.stringify(s3Read) });
  put('aws_iam_role_policy_attachment', 'node/x', {
    role: 'node',
    policy_arn: 'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy',
  });
  put('aws_iam_openid_connect_provider', `arn:aws:iam::${account}:oidc-provider/idp.test/id/1`, {
    arn: `arn:aws:iam::${account}:oidc-provider/idp.test/id/1`,
    url: 'https://idp.test/id/1',
    client_id_list: ['sts.amazonaws.com'],
    thumbprint_list: ['ab'],
  });
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

test('roles are read with trust policy, limits and tags', async () => {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'node' }));
  expect(Role).toMatchObject({ Arn: 'arn:aws:iam::111122223333:role/node', MaxSessionDuration: 3600 });
  expect(Role?.Tags).toEqual([{ Key: 'team', Value: 'a' }]);
  expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual(trust);
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  expect(Roles.map((role) => role.RoleName)).toEqual(expect.arrayContaining(['flowport-deployer', 'node']));
});

test("a role's inline and attached policies are read", async () => {
  const RoleName = 'node';
  expect((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(['read']);
  const policy = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'read' }));
  expect(JSON.parse(decodeURIComponent(policy.PolicyDocument ?? ''))).toEqual(s3Read);
  const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(attached.AttachedPolicies).toEqual([
    { PolicyName: 'AmazonEKSWorkerNodePolicy', PolicyArn: 'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy' },
  ]);
});

test('what is missing is NoSuchEntity', async () => {
  await expect(iam.send(new GetRoleCommand({ RoleName: 'nobody' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'The role with name nobody cannot be found.',
  });
});

test('the user and the identity providers are read', async () => {
  const { User } = await iam.send(new GetUserCommand({}));
  expect(User).toMatchObject({ UserName: 'flowport', Arn: sandbox.seed.user.arn });
  const provider = await iam.send(
    new GetOpenIDConnectProviderCommand({
      OpenIDConnectProviderArn: 'arn:aws:iam::111122223333:oidc-provider/idp.test/id/1',
    }),
  );
  expect(provider).toMatchObject({ Url: 'idp.test/id/1', ClientIDList: ['sts.amazonaws.com'], ThumbprintList: ['ab'] });
});

test('a simulation says what a role may do', async () => {
  const { EvaluationResults } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: 'arn:aws:iam::111122223333:role/node',
      ActionNames: ['s3:GetObject', 's3:PutObject'],
      ResourceArns: ['arn:aws:s3:::b/k'],
    }),
  );
  expect(EvaluationResults?.map((result) => [result.EvalActionName, result.EvalDecision])).toEqual([
    ['s3:GetObject', 'allowed'],
    ['s3:PutObject', 'implicitDeny'],
  ]);
});
