/** The action `jwt-validation`: a bearer token signed by a key of the JWKS, for the issuer, not expired, with the claims. */
import { createLocalJWKSet, type JWK, type JWTPayload, jwtVerify } from 'jose';
import { blocks, text, texts } from '../cloud/attributes.ts';
import type { TfObject } from '../providers/wire/values.ts';

type Presented = {
  authorization: string | undefined;
  /** The keys that a JWKS endpoint serves; undefined when nobody answers there. */
  keysAt(url: string): Promise<JWK[] | undefined>;
  now: Date;
};

export async function isTokenValid(settings: TfObject, { authorization, keysAt, now }: Presented): Promise<boolean> {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  const keys = await keysAt(text(settings.jwks_endpoint));
  if (token === undefined || keys === undefined) return false;
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys }), {
      issuer: text(settings.issuer),
      algorithms: ['RS256'],
      requiredClaims: ['exp'],
      currentDate: now,
    });
    return blocks(settings.additional_claim).every((claim) => hasClaim(payload, claim));
  } catch {
    // The load balancer answers 401 whatever is wrong with a token.
    return false;
  }
}

function hasClaim(payload: JWTPayload, claim: TfObject): boolean {
  const actual = payload[text(claim.name)];
  const values = claim.format === 'space-separated-values' ? String(actual ?? '').split(' ') : [actual].flat();
  return texts(claim.values).some((wanted) => values.includes(wanted));
}
