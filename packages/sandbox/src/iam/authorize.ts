/**
 * May this caller do this? Identity policies, cut down by a permissions boundary and by the session's policies.
 *
 * The seeded user and the deployer role may do everything (their stored policies say so too; not reading them keeps the
 * path that Terraform's every state write takes short). Resource policies other than trust policies are not judged here.
 */
import { AwsError } from '../http/awsError.ts';
import type { RequestContext } from './conditions.ts';
import { evaluate, type Judged, type Verdict } from './evaluate.ts';
import type { Identities } from './identities.ts';
import { type PolicyDocument, parsePolicy } from './policyDocument.ts';
import { type Principal, userIdOf } from './principal.ts';
import type { Seed } from './seed.ts';

export type Question = { action: string; resource: string; context: RequestContext };

export interface Authorizer {
  judge(principal: Principal, question: Question): Verdict;
  /** @throws AwsError AccessDenied in AWS's words */
  require(principal: Principal, question: Question): void;
}

export function openAuthorizer({ identities, seed }: { identities: Identities; seed: Seed }): Authorizer {
  const isSeeded = (principal: Principal) =>
    principal.kind === 'user' ? principal.arn === seed.user.arn : principal.roleArn === seed.deployerRole.arn;

  const layersOf = (principal: Principal): PolicyDocument[][] => {
    const layers = isSeeded(principal) ? [] : [identityPolicies(identities, principal)];
    if (principal.kind === 'user') return layers;
    const boundary = boundaryOf(identities, principal.account, principal.roleName);
    const session = sessionPolicies(identities, principal);
    return [...layers, ...(boundary === undefined ? [] : [boundary]), ...(session === undefined ? [] : [session])];
  };

  const authorizer: Authorizer = {
    judge(principal, question) {
      const judged: Judged = { ...question, context: withCaller(principal, question.context) };
      return combine(layersOf(principal).map((layer) => evaluate(layer, judged)));
    },
    require(principal, question) {
      const verdict = authorizer.judge(principal, question);
      if (verdict !== 'allow') throw notAuthorized(principal, question, verdict);
    },
  };
  return authorizer;
}

/** Every layer must allow; a Deny in any of them is final. */
function combine(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('explicitDeny')) return 'explicitDeny';
  return verdicts.includes('implicitDeny') ? 'implicitDeny' : 'allow';
}

function identityPolicies(identities: Identities, principal: Principal): PolicyDocument[] {
  const [of, name] =
    principal.kind === 'user' ? (['user', principal.name] as const) : (['role', principal.roleName] as const);
  const policies = [
    ...identities.inlinePolicies(principal.account, of, name),
    ...identities.attachedPolicies(principal.account, of, name),
  ];
  return policies.filter((policy) => policy.document !== '').map((policy) => parsePolicy(policy.document, 'identity'));
}

function boundaryOf(identities: Identities, account: string, roleName: string): PolicyDocument[] | undefined {
  const arn = identities.role(account, roleName)?.permissionsBoundaryArn;
  if (arn === undefined) return undefined;
  const document = identities.managedPolicy(account, arn);
  return document === undefined ? [] : [parsePolicy(document, 'identity')];
}

function sessionPolicies(identities: Identities, principal: Principal): PolicyDocument[] | undefined {
  if (principal.kind === 'user') return undefined;
  const { account, sessionPolicy, sessionPolicyArns } = principal;
  if (sessionPolicy === undefined && sessionPolicyArns.length === 0) return undefined;
  const managed = sessionPolicyArns.map((arn) => identities.managedPolicy(account, arn)).filter((d) => d !== undefined);
  return [...(sessionPolicy === undefined ? [] : [sessionPolicy]), ...managed].map((d) => parsePolicy(d, 'identity'));
}

/** Adds the condition keys that tell of the caller. */
export function withCaller(principal: Principal, context: RequestContext): RequestContext {
  const full = new Map(context);
  full.set('aws:principalaccount', [principal.account]);
  full.set('aws:userid', [userIdOf(principal)]);
  full.set('aws:principaltype', [principal.kind === 'user' ? 'User' : 'AssumedRole']);
  full.set('aws:principalarn', [principal.kind === 'user' ? principal.arn : principal.roleArn]);
  if (principal.kind === 'user') {
    full.set('aws:username', [principal.name]);
    return full;
  }
  for (const [name, value] of Object.entries(principal.tags))
    full.set(`aws:principaltag/${name.toLowerCase()}`, [value]);
  if (principal.federated !== undefined) full.set('aws:federatedprovider', [principal.federated.provider]);
  return full;
}

function notAuthorized(principal: Principal, question: Question, verdict: Verdict): AwsError {
  const reason =
    verdict === 'explicitDeny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${question.action} action`;
  const message = `User: ${principal.arn} is not authorized to perform: ${question.action} on resource: "${question.resource}" ${reason}`;
  return new AwsError('AccessDenied', 403, message);
}
