/** May this caller become this role? The role's trust policy decides, together with what the caller may do itself. */
import { AwsError } from '../http/awsError.ts';
import type { Authorizer } from '../iam/authorize.ts';
import { principalNames, withCaller } from '../iam/authorize.ts';
import type { RequestContext } from '../iam/conditions.ts';
import { evaluate, type Verdict } from '../iam/evaluate.ts';
import type { Role } from '../iam/identities.ts';
import { parsePolicy, type Statement } from '../iam/policyDocument.ts';
import type { Principal } from '../iam/principal.ts';

/**
 * @param action `sts:AssumeRole`, `sts:TagSession` or `sts:SetSourceIdentity`
 * @throws AwsError AccessDenied with STS's sentence
 */
export function requireTrust(
  caller: Principal,
  options: { action: string; roleArn: string; role: Role | undefined; context: RequestContext; authorizer: Authorizer },
): void {
  const { action, roleArn, role } = options;
  // A role that does not exist and a role that does not trust are told alike, as by STS.
  if (role !== undefined && isTrusted(caller, { ...options, role })) return;
  const message = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${roleArn}`;
  throw new AwsError('AccessDenied', 403, message);
}

function isTrusted(
  caller: Principal,
  options: { action: string; role: Role; context: RequestContext; authorizer: Authorizer },
): boolean {
  const { action, role, authorizer } = options;
  const context = withCaller(caller, options.context);
  const names = principalNames(caller);
  const policy = parsePolicy(role.trustPolicy, 'trust');
  const byTrust = evaluate([policy], {
    action,
    resource: role.arn,
    context,
    principal: { AWS: [...names.own, ...names.account], Federated: [] },
  });
  if (byTrust !== 'allow') return false;
  const byIdentity: Verdict = authorizer.judge(caller, { action, resource: role.arn, context: options.context });
  if (byIdentity === 'explicitDeny') return false;
  if (byIdentity === 'allow') return true;
  // Named itself, a caller of the same account needs no permission of its own; named by its account alone it does.
  const named = policy.statements.filter((statement) => !namesAccountOnly(statement, names.own));
  const isNamed =
    evaluate([{ statements: named }], {
      action,
      resource: role.arn,
      context,
      principal: { AWS: names.own, Federated: [] },
    }) === 'allow';
  return isNamed && caller.account === accountOf(role.arn);
}

function namesAccountOnly(statement: Statement, own: readonly string[]): boolean {
  if (statement.effect === 'Deny' || statement.principals === undefined) return false;
  const { match } = statement.principals;
  return match !== 'any' && !match.AWS.some((name) => own.includes(name));
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
