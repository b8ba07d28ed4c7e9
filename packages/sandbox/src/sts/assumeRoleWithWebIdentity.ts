/** AssumeRoleWithWebIdentity: no signature; a token of a cluster's issuer proves who calls, and the trust policy decides. */
import { createLocalJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { AwsError } from '../http/awsError.ts';
import { type Parameters, requiredParameter } from '../http/query.ts';
import { text } from '../http/xml.ts';
import type { RequestContext } from '../iam/conditions.ts';
import { evaluate } from '../iam/evaluate.ts';
import { bareIssuer, type OidcProvider } from '../iam/identities.ts';
import { parsePolicy } from '../iam/policyDocument.ts';
import { checkDuration, sessionPrincipal, sessionResult } from './assumeRole.ts';
import { readSessionRequest } from './parameters.ts';
import type { Sts } from './sts.ts';

type Claims = { issuer: string; subject: string; audiences: string[]; expiresAtSeconds: number };

export async function assumeRoleWithWebIdentity(
  sts: Sts,
  call: { parameters: Parameters; sourceIp: string },
): Promise<string> {
  const request = readSessionRequest(call.parameters);
  const token = requiredParameter(call.parameters, 'WebIdentityToken');
  const { account, roleName, arn } = request.roleArn;
  const unproven = readClaims(decode(token));
  const provider = sts.identities.oidcProvider(account, unproven.issuer);
  if (provider === undefined) {
    throw invalidToken(`No OpenIDConnect provider found in your account for ${unproven.issuer}`);
  }
  const claims = await prove(sts, token, unproven.issuer);
  checkExpiry(claims, sts.clock());
  const audience = claims.audiences.find((one) => provider.clientIds.includes(one));
  if (audience === undefined) throw invalidToken('Incorrect token audience');
  const role = sts.identities.role(account, roleName);
  if (role?.arn !== arn || !isTrusted(role.trustPolicy, { provider, claims, call, sessionName: request.sessionName })) {
    throw new AwsError('AccessDenied', 403, 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
  }
  checkDuration(request.seconds, { role, isChained: false });
  const federated = { provider: provider.arn, subject: claims.subject };
  const principal = sessionPrincipal(role, request, { tags: {}, transitiveTagKeys: [], federated });
  return sessionResult(sts.sessions.issue(principal, request.seconds), {
    policyCharacters: (request.policy ?? '').length,
    extra:
      text('SubjectFromWebIdentityToken', claims.subject) + text('Audience', audience) + text('Provider', provider.arn),
  });
}

function decode(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch (cause) {
    throw notAToken(cause);
  }
}

function readClaims(payload: JWTPayload): Claims {
  const { iss, sub, aud, exp } = payload;
  if (iss === undefined || sub === undefined || aud === undefined) {
    throw invalidToken('Missing a required claim: iss, sub or aud');
  }
  if (exp === undefined) throw invalidToken('Missing a required claim: exp');
  return { issuer: iss, subject: sub, audiences: Array.isArray(aud) ? aud : [aud], expiresAtSeconds: exp };
}

async function prove(sts: Sts, token: string, issuer: string): Promise<Claims> {
  const keys = await sts.issuer.publicKeys(issuer);
  if (keys === undefined) throw noKey();
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys }), {
      issuer,
      algorithms: ['RS256'],
      // Expiry is judged by us, in STS's words; here only the signature counts.
      clockTolerance: Number.MAX_SAFE_INTEGER / 1000,
      currentDate: sts.clock(),
    });
    return readClaims(payload);
  } catch (cause) {
    if (cause instanceof AwsError) throw cause;
    if (cause instanceof errors.JWKSNoMatchingKey) throw noKey(cause);
    throw invalidToken('The signature of the token is invalid', cause);
  }
}

function checkExpiry(claims: Claims, now: Date): void {
  const seconds = Math.floor(now.getTime() / 1000);
  if (seconds < claims.expiresAtSeconds) return;
  throw new AwsError(
    'ExpiredTokenException',
    400,
    `Token expired: current date/time ${seconds} must be before the expiration date/time ${claims.expiresAtSeconds}`,
  );
}

function isTrusted(
  trustPolicy: string,
  o: { provider: OidcProvider; claims: Claims; call: { sourceIp: string }; sessionName: string },
): boolean {
  const prefix = bareIssuer(o.provider.url).toLowerCase();
  const context: RequestContext = new Map([
    [`${prefix}:aud`, o.claims.audiences],
    [`${prefix}:sub`, [o.claims.subject]],
    [`${prefix}:iss`, [o.claims.issuer]],
    ['aws:federatedprovider', [o.provider.arn]],
    ['sts:rolesessionname', [o.sessionName]],
    ['aws:sourceip', [o.call.sourceIp]],
    ['aws:securetransport', ['true']],
  ]);
  const policy = parsePolicy(trustPolicy, 'trust');
  const judged = {
    action: 'sts:AssumeRoleWithWebIdentity',
    resource: '',
    context,
    principal: { AWS: [], Federated: [o.provider.arn] },
  };
  return evaluate([policy], judged) === 'allow';
}

function notAToken(cause: unknown): AwsError {
  return invalidToken(
    'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    cause,
  );
}

function noKey(cause?: unknown): AwsError {
  return invalidToken(
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    cause,
  );
}

function invalidToken(message: string, cause?: unknown): AwsError {
  return new AwsError('InvalidIdentityToken', 400, message, cause === undefined ? {} : { cause });
}
