/** STS: GetCallerIdentity, AssumeRole and AssumeRoleWithWebIdentity over the query protocol. */
import { AwsError } from '../http/awsError.ts';
import { type Parameters, queryResponse } from '../http/query.ts';
import { text } from '../http/xml.ts';
import type { Authorizer } from '../iam/authorize.ts';
import type { Identities } from '../iam/identities.ts';
import { type Principal, userIdOf } from '../iam/principal.ts';
import type { Issuer } from '../oidc/issuer.ts';
import { assumeRole } from './assumeRole.ts';
import { assumeRoleWithWebIdentity } from './assumeRoleWithWebIdentity.ts';
import type { Sessions } from './sessions.ts';

export const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

export type Sts = {
  identities: Identities;
  authorizer: Authorizer;
  sessions: Sessions;
  issuer: Pick<Issuer, 'publicKeys'>;
  clock: () => Date;
};

type StsCall = { parameters: Parameters; sourceIp: string; requestId: string };

/** Answers a signed call with an XML document. @throws AwsError in STS's words */
export function callSts(sts: Sts, call: StsCall & { caller: Principal }): string {
  switch (actionOf(call)) {
    case 'GetCallerIdentity':
      return respond(call, callerIdentity(call.caller));
    case 'AssumeRole':
      return respond(call, assumeRole(sts, call));
    default:
      throw invalidAction(actionOf(call), '2011-06-15');
  }
}

/** The one call that needs no signature. */
export function isUnsignedAction(parameters: Parameters): boolean {
  return parameters.get('Action') === 'AssumeRoleWithWebIdentity';
}

/** @throws AwsError in STS's words */
export async function callStsUnsigned(sts: Sts, call: StsCall): Promise<string> {
  return respond(call, await assumeRoleWithWebIdentity(sts, call));
}

function actionOf(call: StsCall): string {
  return call.parameters.get('Action') ?? '';
}

function respond(call: StsCall, result: string): string {
  return queryResponse(actionOf(call), { namespace: STS_NAMESPACE, requestId: call.requestId, result });
}

function callerIdentity(caller: Principal): string {
  return text('Arn', caller.arn) + text('UserId', userIdOf(caller)) + text('Account', caller.account);
}

function invalidAction(action: string, version: string): AwsError {
  return new AwsError('InvalidAction', 400, `Could not find operation ${action} for version ${version}`);
}
