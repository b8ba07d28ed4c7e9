import { createTestDatabase, type TestDatabase } from '@flowport/db/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Auth, createAuth } from './createAuth.ts';
import type { AuthSettings } from './settings.ts';

const origin = 'http://portal.test';
const rita = { email: 'rita@flowport.local', name: 'Rita', password: 'correct-horse-1' };

let database: TestDatabase;
let auth: Auth;
let ritaId: string;

const logger = { error: () => {}, warn: () => {}, info: () => {} };
const open = (settings: Partial<AuthSettings> = {}) =>
  createAuth({
    db: database.db,
    logger,
    settings: { secret: 's'.repeat(44), origin, signInsPerMinute: 1000, ...settings },
  });

beforeAll(async () => {
  database = await createTestDatabase();
  auth = open();
  ({ userId: ritaId } = await auth.ensureAccount(rita));
});
afterAll(() => database.drop());

function post(path: string, body: unknown, options: { auth?: Auth; headers?: Record<string, string> } = {}) {
  const headers = { 'content-type': 'application/json', origin, ...options.headers };
  const request = new Request(`${origin}/api/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return (options.auth ?? auth).handler(request);
}

async function signIn(password = rita.password) {
  const response = await post('/sign-in/email', { email: rita.email, password });
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { response, cookie };
}

describe('a session', () => {
  it('begins with e-mail and password and names the account', async () => {
    const { response, cookie } = await signIn();
    expect(response.status).toBe(200);
    expect(await auth.credentialOf(new Headers({ cookie }))).toEqual({ userId: ritaId, by: 'session' });
  });

  it('lies in a cookie that scripts cannot read and other sites do not send', async () => {
    const [cookie] = (await signIn()).response.headers.getSetCookie();
    expect(cookie).toMatch(/^flowport\.session_token=/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).not.toMatch(/Secure/i);
  });

  it('lies in a secure cookie where the portal is reached by https', async () => {
    const secure = open({ origin: 'https://portal.test' });
    const headers = { origin: 'https://portal.test' };
    const response = await post('/sign-in/email', rita, { auth: secure, headers });
    expect(response.headers.getSetCookie()[0]).toMatch(/^__Secure-flowport\.session_token=.*Secure/i);
  });

  it('ends with the sign-out', async () => {
    const { cookie } = await signIn();
    expect((await post('/sign-out', {}, { headers: { cookie } })).status).toBe(200);
    expect(await auth.credentialOf(new Headers({ cookie }))).toBeUndefined();
  });

  it('is not made from a forged cookie', async () => {
    const { cookie } = await signIn();
    const forged = cookie.replace(/=(.)/, (_match, first: string) => `=${first === 'x' ? 'y' : 'x'}`);
    expect(await auth.credentialOf(new Headers({ cookie: forged }))).toBeUndefined();
    expect(await auth.credentialOf(new Headers())).toBeUndefined();
  });

  it('does not begin with a wrong password, nor for an unknown address, and the answers are alike', async () => {
    const wrong = await post('/sign-in/email', { email: rita.email, password: 'wrong-password-1' });
    const unknown = await post('/sign-in/email', { email: 'nobody@flowport.local', password: 'wrong-password-1' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await unknown.text()).toBe(await wrong.text());
  });
});

describe('an account', () => {
  it('cannot be made by signing up', async () => {
    const response = await post('/sign-up/email', {
      email: 'eve@evil.example',
      name: 'Eve',
      password: 'a-password-12',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/sign.?up is not enabled|disabled/i);
  });

  it('cannot give itself a role', async () => {
    const { cookie } = await signIn();
    const response = await post('/update-user', { name: 'Rita', role: 'admin' }, { headers: { cookie } });
    expect(response.status).toBe(400);
    const session = await auth.handler(new Request(`${origin}/api/auth/get-session`, { headers: { cookie } }));
    expect(await session.json()).toMatchObject({ user: { role: 'requester' } });
  });

  it('is kept when it is ensured again, and opened by the new password alone', async () => {
    const vera = { email: 'vera@flowport.local', name: 'Vera', password: 'first-password-1' };
    const { userId } = await auth.ensureAccount(vera);
    expect(await auth.ensureAccount({ ...vera, password: 'second-password-1' })).toEqual({ userId });
    expect((await post('/sign-in/email', { ...vera, password: 'second-password-1' })).status).toBe(200);
    expect((await post('/sign-in/email', vera)).status).toBe(401);
  });
});

describe('an API token', () => {
  const bearer = (token: string) => new Headers({ authorization: `Bearer ${token}` });

  it('stands for its owner and is stored as a hash', async () => {
    const { token, start } = await auth.tokens.create({ userId: ritaId, name: 'pipeline', expiresInDays: 30 });
    expect(token).toMatch(/^fp_\w{40,}$/);
    expect(token.startsWith(start)).toBe(true);
    expect(await auth.credentialOf(bearer(token))).toEqual({ userId: ritaId, by: 'token' });
    const rows = await database.db.client.apikey.findMany();
    expect(JSON.stringify(rows)).not.toContain(token.slice('fp_'.length));
  });

  it('goes before a cookie', async () => {
    const { userId } = await auth.ensureAccount({ ...rita, email: 'other@flowport.local' });
    const { token } = await auth.tokens.create({ userId, name: 'other', expiresInDays: 1 });
    const { cookie } = await signIn();
    const headers = new Headers({ cookie, authorization: `bearer ${token}` });
    expect(await auth.credentialOf(headers)).toEqual({ userId, by: 'token' });
  });

  it('is refused from the moment of its revocation, which only its owner can do', async () => {
    const { token, id } = await auth.tokens.create({ userId: ritaId, name: 'short', expiresInDays: 1 });
    expect(await auth.tokens.revoke({ userId: 'somebody', tokenId: id })).toBeUndefined();
    expect(await auth.credentialOf(bearer(token))).toBeDefined();
    expect(await auth.tokens.revoke({ userId: ritaId, tokenId: id })).toMatchObject({ id, name: 'short' });
    await expect(auth.credentialOf(bearer(token))).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('is refused once it has expired', async () => {
    const { token, id } = await auth.tokens.create({ userId: ritaId, name: 'old', expiresInDays: 1 });
    await database.db.client.apikey.update({ where: { id }, data: { expiresAt: new Date(0) } });
    await expect(auth.credentialOf(bearer(token))).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it.each(['fp_unknown', 'nonsense', 'fp_'.padEnd(5000, 'x')])(
    'is refused when it is made up: %.20s',
    async (token) => {
      await expect(auth.credentialOf(bearer(token))).rejects.toMatchObject({ code: 'unauthenticated' });
    },
  );

  it('bears many calls at once', async () => {
    const { token } = await auth.tokens.create({ userId: ritaId, name: 'busy', expiresInDays: 1 });
    const answers = await Promise.all(Array.from({ length: 40 }, () => auth.credentialOf(bearer(token))));
    expect(answers.every((answer) => answer?.userId === ritaId)).toBe(true);
  });

  it('is slowed down when it is used too often', async () => {
    const strict = open({ tokenCallsPerMinute: 3 });
    const { token } = await strict.tokens.create({ userId: ritaId, name: 'loop', expiresInDays: 1 });
    for (let call = 0; call < 3; call++) await strict.credentialOf(bearer(token));
    await expect(strict.credentialOf(bearer(token))).rejects.toMatchObject({ code: 'too_many_requests' });
  });

  it('cannot be made past our use cases', async () => {
    const { cookie } = await signIn();
    for (const verb of ['create', 'update', 'delete', 'list']) {
      const response = await post(`/api-key/${verb}`, { name: 'for ever' }, { headers: { cookie } });
      expect(response.status, verb).toBe(404);
    }
  });

  it('is listed without its secret, newest first', async () => {
    const tokens = await auth.tokens.list(ritaId);
    expect(tokens.map(({ name }) => name)).toEqual(expect.arrayContaining(['pipeline', 'busy']));
    for (const token of tokens) {
      expect(Object.keys(token).sort()).toEqual(['createdAt', 'expiresAt', 'id', 'lastUsedAt', 'name', 'start']);
    }
  });
});

describe('signing in', () => {
  it('is slowed down after too many tries from one address', async () => {
    const strict = open({ signInsPerMinute: 4 });
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) {
      const response = await post('/sign-in/email', { ...rita, password: 'guess-number-1' }, { auth: strict, headers });
      statuses.push(response.status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429]);
  });

  it('is not taken from another site, and nothing else is either', async () => {
    const { cookie } = await signIn();
    const evil = { cookie, origin: 'https://evil.example', host: 'portal.test' };
    expect((await post('/sign-in/email', rita, { headers: evil })).status).toBe(403);
    expect((await post('/sign-out', {}, { headers: evil })).status).toBe(403);
    expect(await auth.credentialOf(new Headers({ cookie }))).toBeDefined();
  });

  it('is taken from the address that the browser knows the portal by', async () => {
    const { cookie } = await signIn();
    const headers = { cookie, origin: 'http://localhost:3000', host: 'localhost:3000' };
    expect((await post('/sign-in/email', rita, { headers })).status).toBe(200);
  });

  it('does not lead to another site afterwards', async () => {
    const response = await post('/sign-in/email', { ...rita, callbackURL: 'https://evil.example/phish' });
    expect(response.status).toBe(403);
  });
});
