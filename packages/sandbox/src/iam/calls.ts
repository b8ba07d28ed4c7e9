/** IAM's reading calls over the query protocol, answered from what the aws provider stored. */
import { AwsError } from '../http/awsError.ts';
import { listParameter, type Parameters, queryResponse, requiredParameter } from '../http/query.ts';
import { element, text } from '../http/xml.ts';
import { findQuota, limitOf, type QuotaChanges } from '../quotas/catalogue.ts';
import type { Authorizer } from './authorize.ts';
import type { Identities, NamedPolicy, OidcProvider, Role } from './identities.ts';
import type { AssumedRolePrincipal, Principal } from './principal.ts';
import type { Seed } from './seed.ts';
import { simulatePolicy } from './simulate.ts';

export const IAM_NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

export type Iam = {
  identities: Identities;
  authorizer: Authorizer;
  seed: Seed;
  quotas: QuotaChanges;
  clock: () => Date;
};

type IamCall = { parameters: Parameters; caller: Principal; sourceIp: string; requestId: string };

type Action = (iam: Iam, call: IamCall) => string;

const ACTIONS: Readonly<Record<string, Action>> = {
  GetUser: getUser,
  GetRole: getRole,
  GetAccountSummary: getAccountSummary,
  ListRoles: listRoles,
  GetRolePolicy: getRolePolicy,
  ListRolePolicies: listRolePolicies,
  ListAttachedRolePolicies: listAttachedRolePolicies,
  GetPolicy: getPolicy,
  GetPolicyVersion: getPolicyVersion,
  GetOpenIDConnectProvider: getOpenIdConnectProvider,
  ListOpenIDConnectProviders: listOpenIdConnectProviders,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
};

/** @throws AwsError in IAM's words */
export function callIam(iam: Iam, call: IamCall): string {
  const name = call.parameters.get('Action') ?? '';
  const action = ACTIONS[name];
  if (action === undefined) {
    throw new AwsError('InvalidAction', 400, `Could not find operation ${name} for version 2010-05-08`);
  }
  return queryResponse(name, { namespace: IAM_NAMESPACE, requestId: call.requestId, result: action(iam, call) });
}

function requireMay(iam: Iam, call: IamCall, resource: string): void {
  const action = `iam:${call.parameters.get('Action')}`;
  iam.authorizer.require(call.caller, { action, resource, context: new Map([['aws:sourceip', [call.sourceIp]]]) });
}

const wildRole = (call: IamCall, name: string) => `arn:aws:iam::${call.caller.account}:role/${name}`;

function getUser(iam: Iam, call: IamCall): string {
  const name = call.parameters.get('UserName') ?? (call.caller.kind === 'user' ? call.caller.name : undefined);
  if (name === undefined) {
    throw new AwsError('ValidationError', 400, 'Must specify userName when calling with non-User credentials');
  }
  const { user } = iam.seed;
  requireMay(iam, call, `arn:aws:iam::${call.caller.account}:user/${name}`);
  if (name !== user.name) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return element(
    'User',
    text('Path', '/'),
    text('UserName', user.name),
    text('UserId', user.id),
    text('Arn', user.arn),
    text('CreateDate', iam.identities.userCreatedAt(iam.seed.account, user.name)),
  );
}

/** What of the account's IAM counts against its quotas. */
function getAccountSummary(iam: Iam, call: IamCall): string {
  requireMay(iam, call, '*');
  const { account } = call.caller;
  const limit = (type: string) => {
    const quota = findQuota(type);
    return quota === undefined ? 0 : limitOf(quota, iam.quotas);
  };
  const counts: Record<string, number> = {
    Roles: iam.identities.roles(account).length,
    RolesQuota: limit('aws_iam_role'),
    Policies: iam.identities.ownPolicies(account),
    PoliciesQuota: limit('aws_iam_policy'),
    Providers: iam.identities.oidcProviders(account).length,
    AttachedPoliciesPerRoleQuota: limit('aws_iam_role_policy_attachment'),
    AssumeRolePolicySizeQuota: 2048,
    PolicySizeQuota: 6144,
  };
  const entries = Object.entries(counts).map(([key, value]) =>
    element('entry', text('key', key), text('value', value)),
  );
  return element('SummaryMap', ...entries);
}

function findRole(iam: Iam, call: IamCall): Role {
  const name = requiredParameter(call.parameters, 'RoleName');
  const role = iam.identities.role(call.caller.account, name);
  requireMay(iam, call, role?.arn ?? wildRole(call, name));
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

function getRole(iam: Iam, call: IamCall): string {
  return element('Role', ...roleFields(findRole(iam, call)));
}

function listRoles(iam: Iam, call: IamCall): string {
  const prefix = call.parameters.get('PathPrefix') ?? '/';
  requireMay(iam, call, `arn:aws:iam::${call.caller.account}:role${prefix}`);
  const roles = iam.identities.roles(call.caller.account).filter((role) => role.path.startsWith(prefix));
  return page(
    call,
    'Roles',
    roles.map((role) => element('member', ...roleFields(role))),
  );
}

function roleFields(role: Role): string[] {
  const tags = Object.entries(role.tags).map(([key, value]) =>
    element('member', text('Key', key), text('Value', value)),
  );
  return [
    text('Path', role.path),
    text('RoleName', role.name),
    text('RoleId', role.id),
    text('Arn', role.arn),
    text('CreateDate', wholeSeconds(role.createdAt)),
    text('AssumeRolePolicyDocument', encodeURIComponent(role.trustPolicy)),
    text('Description', role.description),
    text('MaxSessionDuration', role.maxSessionSeconds),
    tags.length === 0 ? '' : element('Tags', ...tags),
  ];
}

/** IAM's timestamps carry no fraction. */
function wholeSeconds(timestamp: string): string {
  return timestamp.replace(/\.\d+Z$/, 'Z');
}

function getRolePolicy(iam: Iam, call: IamCall): string {
  const role = findRole(iam, call);
  const name = requiredParameter(call.parameters, 'PolicyName');
  const policy = iam.identities.inlinePolicies(call.caller.account, 'role', role.name).find((one) => one.name === name);
  if (policy === undefined) throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
  return (
    text('RoleName', role.name) +
    text('PolicyName', policy.name) +
    text('PolicyDocument', encodeURIComponent(policy.document))
  );
}

function listRolePolicies(iam: Iam, call: IamCall): string {
  const role = findRole(iam, call);
  const policies = iam.identities.inlinePolicies(call.caller.account, 'role', role.name);
  return page(
    call,
    'PolicyNames',
    policies.map((policy) => text('member', policy.name)),
  );
}

function listAttachedRolePolicies(iam: Iam, call: IamCall): string {
  const role = findRole(iam, call);
  const policies = iam.identities.attachedPolicies(call.caller.account, 'role', role.name);
  const members = policies.map((policy) =>
    element('member', text('PolicyName', policy.name), text('PolicyArn', policy.arn)),
  );
  return page(call, 'AttachedPolicies', members);
}

function findPolicy(iam: Iam, call: IamCall): NamedPolicy & { arn: string } {
  const arn = requiredParameter(call.parameters, 'PolicyArn');
  requireMay(iam, call, arn);
  const document = iam.identities.managedPolicy(call.caller.account, arn);
  if (document === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return { arn, name: arn.slice(arn.lastIndexOf('/') + 1), document };
}

function getPolicy(iam: Iam, call: IamCall): string {
  const policy = findPolicy(iam, call);
  return element(
    'Policy',
    text('PolicyName', policy.name),
    text('Arn', policy.arn),
    text('Path', '/'),
    text('DefaultVersionId', 'v1'),
    text('IsAttachable', true),
  );
}

function getPolicyVersion(iam: Iam, call: IamCall): string {
  const policy = findPolicy(iam, call);
  const version = requiredParameter(call.parameters, 'VersionId');
  if (version !== 'v1')
    throw noSuchEntity(`Policy ${policy.arn} version ${version} does not exist or is not attachable.`);
  return element(
    'PolicyVersion',
    text('Document', encodeURIComponent(policy.document)),
    text('VersionId', version),
    text('IsDefaultVersion', true),
  );
}

function getOpenIdConnectProvider(iam: Iam, call: IamCall): string {
  const arn = requiredParameter(call.parameters, 'OpenIDConnectProviderArn');
  requireMay(iam, call, arn);
  const provider = iam.identities.oidcProviderByArn(call.caller.account, arn);
  if (provider === undefined) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
  return providerFields(provider).join('');
}

function providerFields(provider: OidcProvider): string[] {
  return [
    text('Url', provider.url),
    text('CreateDate', wholeSeconds(provider.createdAt)),
    element('ClientIDList', ...provider.clientIds.map((id) => text('member', id))),
    element('ThumbprintList', ...provider.thumbprints.map((print) => text('member', print))),
  ];
}

function listOpenIdConnectProviders(iam: Iam, call: IamCall): string {
  requireMay(iam, call, `arn:aws:iam::${call.caller.account}:oidc-provider/*`);
  const providers = iam.identities.oidcProviders(call.caller.account);
  return element(
    'OpenIDConnectProviderList',
    ...providers.map((provider) => element('member', text('Arn', provider.arn))),
  );
}

/** What a role could do, without doing it. Resource policies are not part of the answer, as with IAM by default. */
function simulatePrincipalPolicy(iam: Iam, call: IamCall): string {
  const arn = requiredParameter(call.parameters, 'PolicySourceArn');
  requireMay(iam, call, arn);
  const role = iam.identities.roles(call.caller.account).find((one) => one.arn === arn);
  if (role === undefined) throw noSuchEntity(`The principal with ARN ${arn} cannot be found.`);
  const principal: AssumedRolePrincipal = {
    kind: 'assumedRole',
    account: call.caller.account,
    roleId: role.id,
    roleName: role.name,
    roleArn: role.arn,
    sessionName: 'simulation',
    arn: role.arn,
    tags: role.tags,
    transitiveTagKeys: [],
    sessionPolicyArns: [],
  };
  const actions = listParameter(call.parameters, 'ActionNames');
  return page(
    call,
    'EvaluationResults',
    simulatePolicy(iam.authorizer, principal, { actions, parameters: call.parameters }),
  );
}

const PAGE_MEMBERS_MAX = 1000;

function page(call: IamCall, name: string, members: readonly string[]): string {
  const from = Number(call.parameters.get('Marker') ?? 0);
  const size = Math.min(Number(call.parameters.get('MaxItems') ?? 100), PAGE_MEMBERS_MAX);
  if (!Number.isInteger(from) || !Number.isInteger(size) || from < 0 || size < 1) {
    throw new AwsError('ValidationError', 400, 'Invalid Marker or MaxItems.');
  }
  const isTruncated = members.length > from + size;
  return (
    element(name, ...members.slice(from, from + size)) +
    text('IsTruncated', isTruncated) +
    (isTruncated ? text('Marker', from + size) : '')
  );
}

function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', 404, message);
}
