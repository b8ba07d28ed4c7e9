/**
 * May this caller do this? Identity policies or a resource's own policy, cut down by a permissions boundary and by the
 * session's policies: "Policy evaluation logic" of the IAM guide, within one account.
 *
 * The seeded user and the deployer role may do everything (their stored policies say so too; not reading them keeps the
 * path that Terraform's every state write takes short), unless the resource's policy denies it.
 */
import { AwsError } from '../http/awsError.ts';
import type { RequestContext } from './conditions.ts';
import { evaluate, type Judged, type Verdict } from './evaluate.ts';
import type { Identities } from './identities.ts';
import { type PolicyDocument, parsePolicy } from './policyDocument.ts';
import { type AssumedRolePrincipal, type Principal, userIdOf } from './principal.ts';
import type { Seed } from './seed.ts';

export type Question = {
  action: string;
  resource: string;
  context: RequestContext;
  /** Policy of the resource, such as a bucket's. */
  resourcePolicy?: string | undefined;
};

export interface Authorizer {
  judge(principal: Principal, question: Question): Verdict;
  /** @throws AwsError AccessDenied in AWS's words */
  require(principal: Principal, question: Question): void;
}

export function openAuthorizer({ identities, seed }: { identities: Identities; seed: Seed }): Authorizer {
  const isSeeded = (principal: Principal) =>
    principal.kind === 'user' ? principal.arn === seed.user.arn : principal.roleArn === seed.deployerRole.arn;

  const authorizer: Authorizer = {
    judge(principal, question) {
      const judged: Judged = { ...question, context: withCaller(principal, question.context) };
      const byResource = judgeResourcePolicy(principal, judged, question.resourcePolicy);
      if (byResource === 'explicitDeny') return 'explicitDeny';
      const byIdentity = isSeeded(principal) ? 'allow' : evaluate(identityPolicies(identities, principal), judged);
      // Within an account either side may allow.
      const granted = byIdentity === 'implicitDeny' ? byResource : byIdentity;
      const limits = limitsOf(identities, principal).map((limit) => evaluate(limit, judged));
      return combine([granted, ...limits]);
    },
    require(principal, question) {
      const verdict = authorizer.judge(principal, question);
      if (verdict !== 'allow') throw notAuthorized(principal, question, verdict);
    },
  };
  return authorizer;
}

/** Each must allow; a Deny in any of them is final. */
function combine(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('explicitDeny')) return 'explicitDeny';
  return verdicts.includes('implicitDeny') ? 'implicitDeny' : 'allow';
}

function judgeResourcePolicy(principal: Principal, judged: Judged, json: string | undefined): Verdict {
  if (json === undefined) return 'implicitDeny';
  const policy = [parsePolicy(json, 'resource')];
  const { own, account } = principalNames(principal);
  const verdict = evaluate(policy, { ...judged, principal: { AWS: [...own, ...account], Federated: [] } });
  if (verdict !== 'allow') return verdict;
  // An Allow for the account as a whole hands the decision to the account's own policies; it grants nothing by itself.
  return evaluate(policy, { ...judged, principal: { AWS: own, Federated: [] } });
}

/** How a policy's Principal may name a caller: by itself, or by its whole account. */
export function principalNames(caller: Principal): { own: string[]; account: string[] } {
  const own = caller.kind === 'user' ? [caller.arn] : [caller.roleArn, caller.arn];
  return { own, account: [caller.account, `arn:aws:iam::${caller.account}:root`] };
}

function limitsOf(identities: Identities, principal: Principal): PolicyDocument[][] {
  if (principal.kind === 'user') return [];
  const boundary = boundaryOf(identities, principal.account, principal.roleName);
  const session = sessionPolicies(identities, principal);
  return [boundary, session].filter((limit) => limit !== undefined);
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

function sessionPolicies(identities: Identities, principal: AssumedRolePrincipal): PolicyDocument[] | undefined {
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

function isDeniedByResource(principal: Principal, question: Question): boolean {
  const judged = { ...question, context: withCaller(principal, question.context) };
  return judgeResourcePolicy(principal, judged, question.resourcePolicy) === 'explicitDeny';
}

function notAuthorized(principal: Principal, question: Question, verdict: Verdict): AwsError {
  const reason =
    verdict === 'explicitDeny'
      ? `with an explicit deny in ${isDeniedByResource(principal, question) ? 'a resource-based' : 'an identity-based'} policy`
      : `because no identity-based policy allows the ${question.action} action`;
  const message = `User: ${principal.arn} is not authorized to perform: ${question.action} on resource: "${question.resource}" ${reason}`;
  return new AwsError('AccessDenied', 403, message);
}
