/** AssumeRole: a signed caller becomes a role, if the role trusts it. */
import { AwsError } from '../http/awsError.ts';
import { type Parameters, validationError } from '../http/query.ts';
import { element, text } from '../http/xml.ts';
import type { RequestContext } from '../iam/conditions.ts';
import type { Role } from '../iam/identities.ts';
import { type AssumedRolePrincipal, assumedRoleArn, type Credential, type Principal } from '../iam/principal.ts';
import { readSessionRequest, readSessionTags, type SessionRequest, type SessionTags } from './parameters.ts';
import type { Sts } from './sts.ts';
import { requireTrust } from './trust.ts';

export function assumeRole(sts: Sts, call: { caller: Principal; parameters: Parameters; sourceIp: string }): string {
  const { caller, parameters } = call;
  const request = readSessionRequest(parameters);
  const session = readSessionTags(parameters);
  const tags = { ...inheritedTags(caller), ...session.tags };
  const role = sts.identities.role(request.roleArn.account, request.roleArn.roleName);
  const trust = {
    roleArn: request.roleArn.arn,
    role: role?.arn === request.roleArn.arn ? role : undefined,
    context: trustContext(call, session),
    authorizer: sts.authorizer,
  };
  requireTrust(caller, { ...trust, action: 'sts:AssumeRole' });
  // Tags and a source identity are permissions of their own, which a trust policy must grant too.
  if (Object.keys(session.tags).length > 0) requireTrust(caller, { ...trust, action: 'sts:TagSession' });
  if (parameters.has('SourceIdentity')) requireTrust(caller, { ...trust, action: 'sts:SetSourceIdentity' });
  if (role === undefined) throw new AwsError('AccessDenied', 403, 'The role does not exist.');
  checkDuration(request.seconds, { role, isChained: caller.kind === 'assumedRole' });
  const principal = sessionPrincipal(role, request, { ...session, tags });
  return sessionResult(sts.sessions.issue(principal, request.seconds), {
    policyCharacters: (request.policy ?? '').length,
    extra: text('SourceIdentity', parameters.get('SourceIdentity')),
  });
}

function trustContext(call: { parameters: Parameters; sourceIp: string }, session: SessionTags): RequestContext {
  const context = new Map<string, string[]>([
    ['aws:sourceip', [call.sourceIp]],
    ['aws:securetransport', ['true']],
  ]);
  const name = call.parameters.get('RoleSessionName');
  if (name !== undefined) context.set('sts:rolesessionname', [name]);
  const externalId = call.parameters.get('ExternalId');
  if (externalId !== undefined) context.set('sts:externalid', [externalId]);
  const sourceIdentity = call.parameters.get('SourceIdentity');
  if (sourceIdentity !== undefined) context.set('sts:sourceidentity', [sourceIdentity]);
  for (const [key, value] of Object.entries(session.tags)) context.set(`aws:requesttag/${key.toLowerCase()}`, [value]);
  if (Object.keys(session.tags).length > 0) context.set('aws:tagkeys', Object.keys(session.tags));
  if (session.transitiveTagKeys.length > 0) context.set('sts:transitivetagkeys', session.transitiveTagKeys);
  return context;
}

function inheritedTags(caller: Principal): Record<string, string> {
  if (caller.kind === 'user') return {};
  return Object.fromEntries(Object.entries(caller.tags).filter(([key]) => caller.transitiveTagKeys.includes(key)));
}

/** @throws AwsError ValidationError when the role, or role chaining, does not allow sessions that long */
export function checkDuration(seconds: number, options: { role: Role; isChained: boolean }): void {
  if (options.isChained && seconds > 3600) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > options.role.maxSessionSeconds) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
}

export function sessionPrincipal(
  role: Role,
  request: SessionRequest,
  session: SessionTags & { federated?: { provider: string; subject: string } },
): AssumedRolePrincipal {
  return {
    kind: 'assumedRole',
    account: request.roleArn.account,
    roleId: role.id,
    roleName: role.name,
    roleArn: role.arn,
    sessionName: request.sessionName,
    arn: assumedRoleArn(request.roleArn.account, role.name, request.sessionName),
    // The role's own tags count as principal tags; a session tag of the same name wins.
    tags: { ...role.tags, ...session.tags },
    transitiveTagKeys: session.transitiveTagKeys,
    ...(request.policy === undefined ? {} : { sessionPolicy: request.policy }),
    sessionPolicyArns: request.policyArns,
    ...(session.federated === undefined ? {} : { federated: session.federated }),
  };
}

/** The result element of both AssumeRole calls. */
export function sessionResult(
  credential: Required<Credential>,
  options: { policyCharacters: number; extra: string },
): string {
  const { principal } = credential;
  const id = principal.kind === 'assumedRole' ? `${principal.roleId}:${principal.sessionName}` : principal.id;
  return [
    element('AssumedRoleUser', text('AssumedRoleId', id), text('Arn', principal.arn)),
    element(
      'Credentials',
      text('AccessKeyId', credential.accessKeyId),
      text('SecretAccessKey', credential.secretAccessKey),
      text('SessionToken', credential.sessionToken),
      text('Expiration', credential.expiresAt.toISOString().replace('.000Z', 'Z')),
    ),
    options.policyCharacters === 0 ? '' : text('PackedPolicySize', Math.ceil((options.policyCharacters / 2048) * 100)),
    options.extra,
  ].join('');
}
