import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getActor } from '@flowport/db';
import { createTestDatabase, type TestDatabase } from '@flowport/db/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Auth, createAuth } from './createAuth.ts';

const origin = 'http://portal.test';
const clientId = 'flowport';

type Claims = { sub: string; email: string; email_verified: boolean; name?: string };

/** An OpenID provider as far as a client sees it. Whoever comes is signed in as `nextPerson`. */
async function startProvider() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, { nonce: string | null; claims: Claims }>();
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const idToken = (claims: object) => {
    const text = `${encode({ alg: 'RS256', kid: 'key', typ: 'JWT' })}.${encode(claims)}`;
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', issuer);
    let body = '';
    request.on('data', (piece: Buffer) => {
      body += piece.toString();
    });
    request.on('end', () => response.setHeader('content-type', 'application/json').end(answer(pathname, body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function answer(pathname: string, body: string): string {
    if (pathname === '/.well-known/openid-configuration') {
      return JSON.stringify({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        id_token_signing_alg_values_supported: ['RS256'],
      });
    }
    if (pathname === '/jwks') {
      return JSON.stringify({
        keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key', alg: 'RS256', use: 'sig' }],
      });
    }
    const grant = codes.get(new URLSearchParams(body).get('code') ?? '');
    if (!grant) return JSON.stringify({ error: 'invalid_grant' });
    const now = Math.floor(Date.now() / 1000);
    const times = { iss: issuer, aud: clientId, iat: now, exp: now + 300, nonce: grant.nonce };
    return JSON.stringify({
      access_token: 'a',
      token_type: 'Bearer',
      id_token: idToken({ ...times, ...grant.claims }),
    });
  }

  return {
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    /** What the provider's page does once the person has signed in there. */
    authorize(url: URL, claims: Claims): string {
      const code = randomUUID();
      codes.set(code, { nonce: url.searchParams.get('nonce'), claims });
      return `${url.searchParams.get('redirect_uri')}?code=${code}&state=${url.searchParams.get('state')}`;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

let database: TestDatabase;
let provider: Awaited<ReturnType<typeof startProvider>>;
let auth: Auth;

beforeAll(async () => {
  database = await createTestDatabase();
  provider = await startProvider();
  const oidc = { name: 'Acme', discoveryUrl: provider.discoveryUrl, clientId, clientSecret: 'secret' };
  const logger = { error: () => {}, warn: () => {}, info: () => {} };
  auth = createAuth({ db: database.db, logger, settings: { secret: 's'.repeat(44), origin, oidc } });
});
afterAll(async () => {
  await provider.close();
  await database.drop();
});

const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

async function begin() {
  const response = await auth.handler(
    new Request(`${origin}/api/auth/sign-in/social`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ provider: 'oidc', callbackURL: '/stacks' }),
    }),
  );
  const { url } = (await response.json()) as { url: string };
  return { url: new URL(url), cookie: cookiesOf(response) };
}

async function signIn(claims: Claims) {
  const { url, cookie } = await begin();
  return auth.handler(new Request(provider.authorize(url, claims), { headers: { cookie } }));
}

const userOf = async (response: Response) => {
  const credential = await auth.credentialOf(new Headers({ cookie: cookiesOf(response) }));
  return credential && getActor(database.db, credential.userId);
};

describe('signing in with OpenID Connect', () => {
  it('is offered under the name of the provider', () => {
    expect(auth.ways).toEqual({ password: true, oidc: { providerId: 'oidc', name: 'Acme' } });
  });

  it('sends the browser to the provider with state, nonce and PKCE', async () => {
    const { url } = await begin();
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: clientId,
      response_type: 'code',
      scope: 'openid profile email',
      code_challenge_method: 'S256',
      redirect_uri: `${origin}/api/auth/callback/oidc`,
      state: expect.any(String),
      nonce: expect.any(String),
    });
  });

  it('makes an account without rights beyond its own teams at the first time, and finds it again', async () => {
    const claims = { sub: '1', email: 'olga@acme.example', email_verified: true, name: 'Olga' };
    const first = await signIn(claims);
    expect(first.status).toBe(302);
    expect(first.headers.get('location')).toMatch(/\/stacks$/);
    const actor = await userOf(first);
    expect(actor).toMatchObject({ email: 'olga@acme.example', name: 'Olga', role: 'requester', teamIds: [] });
    expect((await userOf(await signIn(claims)))?.userId).toBe(actor?.userId);
  });

  it('names somebody by their address where the provider gives no name', async () => {
    const actor = await userOf(await signIn({ sub: '2', email: 'anon@acme.example', email_verified: true }));
    expect(actor?.name).toBe('anon@acme.example');
  });

  it('does not hand over an account to an address that the provider has not verified', async () => {
    await auth.ensureAccount({ email: 'ada@flowport.local', name: 'Ada', password: 'adas-password-1' });
    const response = await signIn({ sub: '3', email: 'ada@flowport.local', email_verified: false, name: 'Mallory' });
    expect(await userOf(response)).toBeUndefined();
  });

  it('takes no answer that this browser did not ask for', async () => {
    const { url } = await begin();
    const claims = { sub: '4', email: 'eve@acme.example', email_verified: true, name: 'Eve' };
    const response = await auth.handler(new Request(provider.authorize(url, claims)));
    expect(await userOf(response)).toBeUndefined();
    expect(await database.db.client.user.count({ where: { email: claims.email } })).toBe(0);
  });
});
