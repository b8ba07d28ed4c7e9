/** STS: GetCallerIdentity, AssumeRole and AssumeRoleWithWebIdentity over the query protocol. */
import { AwsError } from '../http/awsError.ts';
import { type Parameters, queryResponse } from '../http/query.ts';
import { text } from '../http/xml.ts';
import type { Authorizer } from '../iam/authorize.ts';
import type { Identities } from '../iam/identities.ts';
import { type Principal, userIdOf } from '../iam/principal.ts';
import { assumeRole } from './assumeRole.ts';
import type { Sessions } from './sessions.ts';

export const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

export type Sts = { identities: Identities; authorizer: Authorizer; sessions: Sessions; clock: () => Date };

export type StsCall = { parameters: Parameters; sourceIp: string; requestId: string };

/** Answers a signed call with an XML document. @throws AwsError in STS's words */
export function callSts(sts: Sts, call: StsCall & { caller: Principal }): string {
  const action = call.parameters.get('Action') ?? '';
  const respond = (result: string) =>
    queryResponse(action, { namespace: STS_NAMESPACE, requestId: call.requestId, result });
  switch (action) {
    case 'GetCallerIdentity':
      return respond(callerIdentity(call.caller));
    case 'AssumeRole':
      return respond(assumeRole(sts, call));
    default:
      throw invalidAction(action, '2011-06-15');
  }
}

function callerIdentity(caller: Principal): string {
  return text('Arn', caller.arn) + text('UserId', userIdOf(caller)) + text('Account', caller.account);
}

export function invalidAction(action: string, version: string): AwsError {
  return new AwsError('InvalidAction', 400, `Could not find operation ${action} for version ${version}`);
}
