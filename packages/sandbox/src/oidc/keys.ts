/**
 * Signing keys of cluster issuers: one RSA key an issuer, made when it is first needed and kept, so that a token from
 * before a restart stays valid. RS256 because that is what EKS signs with.
 */
import { createHash, generateKeyPair } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { exportJWK, type JWK } from 'jose';
import { z } from 'zod';

const jwkSchema = z.object({ kty: z.literal('RSA'), n: z.string(), e: z.string() }).catchall(z.string());

type IssuerKey = { kid: string; privateJwk: JWK; publicJwk: JWK };

export interface IssuerKeys {
  /** The key of an issuer id, made if there is none yet. */
  ensure(issuerId: string): Promise<IssuerKey>;
}

export function openIssuerKeys(db: DatabaseSync): IssuerKeys {
  db.exec(
    'CREATE TABLE IF NOT EXISTS issuer_key (issuer_id TEXT PRIMARY KEY, private_jwk TEXT NOT NULL) WITHOUT ROWID',
  );
  const select = db.prepare('SELECT private_jwk FROM issuer_key WHERE issuer_id = ?');
  const insert = db.prepare('INSERT INTO issuer_key VALUES (?, ?) ON CONFLICT DO NOTHING');
  const read = (issuerId: string): IssuerKey | undefined => {
    const row = select.get(issuerId);
    return row === undefined ? undefined : toKey(String(row.private_jwk));
  };
  return {
    async ensure(issuerId) {
      const known = read(issuerId);
      if (known !== undefined) return known;
      const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
      insert.run(issuerId, JSON.stringify(await exportJWK(privateKey)));
      // Read back: of two that made a key at the same time, the first one's counts.
      const key = read(issuerId);
      if (key === undefined) throw new Error(`The key of issuer ${issuerId} was not stored.`);
      return key;
    },
  };
}

function toKey(json: string): IssuerKey {
  const jwk = jwkSchema.parse(JSON.parse(json));
  const kid = createHash('sha1').update(jwk.n).digest('hex');
  const { kty, n, e } = jwk;
  return { kid, privateJwk: jwk, publicJwk: { kty, n, e, kid, use: 'sig', alg: 'RS256' } };
}
