/** What hosts of Cognito need of the user pools: their keys, their clients, who has which domain. */
import { importJWK, type JWK, SignJWT } from 'jose';
import { stored, text } from '../cloud/attributes.ts';
import type { IssuerKeys } from '../oidc/keys.ts';
import type { CloudObject, ObjectStore } from '../store/objects.ts';

export interface UserPools {
  pool(region: string, id: string): CloudObject | undefined;
  poolOfDomain(region: string, domain: string): CloudObject | undefined;
  client(pool: CloudObject, clientId: string): CloudObject | undefined;
  /** The keys at a JWKS URL of a living pool; undefined for every other URL. */
  publicKeysAt(url: string): Promise<JWK[] | undefined>;
  sign(pool: CloudObject, claims: Record<string, unknown>): Promise<string>;
}

export function openUserPools(options: { store: ObjectStore; keys: IssuerKeys }): UserPools {
  const { store, keys } = options;
  const pools: UserPools = {
    pool: (scope, id) => store.list({ scope, type: 'aws_cognito_user_pool', id })[0],
    poolOfDomain(scope, domain) {
      const found = store.list({ scope, type: 'aws_cognito_user_pool_domain', id: domain })[0];
      return found === undefined ? undefined : pools.pool(scope, text(stored(found).user_pool_id));
    },
    client({ account, scope, id }, clientId) {
      const found = store.get({ account, scope, type: 'aws_cognito_user_pool_client', id: clientId });
      return found !== undefined && stored(found).user_pool_id === id ? found : undefined;
    },
    async publicKeysAt(url) {
      const [, region = '', id = ''] =
        /^https:\/\/cognito-idp\.([a-z0-9-]+)\.amazonaws\.com\/([^/]+)\/\.well-known\/jwks\.json$/.exec(url) ?? [];
      if (pools.pool(region, id) === undefined) return undefined;
      return [(await keys.ensure(id)).publicJwk];
    },
    async sign({ id }, claims) {
      const { kid, privateJwk } = await keys.ensure(id);
      const key = await importJWK(privateJwk, 'RS256');
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(key);
    },
  };
  return pools;
}

/** The issuer of a pool's tokens. */
export function issuerOf({ scope, id }: CloudObject): string {
  return `https://cognito-idp.${scope}.amazonaws.com/${id}`;
}
