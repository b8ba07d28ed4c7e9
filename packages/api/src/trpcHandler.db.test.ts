import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, answerOf, openTestPortal, origin, type TestPortal } from './testing/portal.ts';

let portal: TestPortal;
let cookie: string;
const account = { email: 'cora@flowport.local', name: 'Cora', password: 'coras-password-1' };

beforeAll(async () => {
  portal = await openTestPortal();
  await portal.auth.ensureAccount(account);
  const response = await portal.api.auth(
    new Request(`${origin}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify(account),
    }),
  );
  cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
});
afterAll(() => portal.close());

async function query(path: string, input?: unknown, headers: Record<string, string> = { cookie }): Promise<Answer> {
  const search = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  return answerOf(await portal.api.trpc(new Request(`${origin}/api/trpc/${path}${search}`, { headers })));
}

async function mutate(path: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', cookie, origin, ...headers }, body };
  return answerOf(await portal.api.trpc(new Request(`${origin}/api/trpc/${path}`, init)));
}

describe('tRPC', () => {
  it('answers somebody who is signed in', async () => {
    const { status, body, headers } = await query('viewer.get');
    expect(status).toBe(200);
    expect(body.result.data).toMatchObject({ email: account.email, role: 'requester', teams: [] });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('takes several calls at once', async () => {
    const inputs = encodeURIComponent(JSON.stringify({ 2: { stackId: 'x' } }));
    const { status, body } = await query(`viewer.get,teams.list,stacks.get?batch=1&input=${inputs}`);
    expect(status).toBe(207);
    expect(body[0].result.data).toMatchObject({ email: account.email });
    expect(body[1].result.data).toEqual({ items: [] });
    expect(body[2].error.data.flowport.code).toBe('invalid_input');
  });

  it('carries the form of the REST errors under data.flowport', async () => {
    const { status, body } = await query('stacks.get', { stackId: 'fraud' });
    expect(status).toBe(400);
    expect(body.error.data).toMatchObject({
      code: 'BAD_REQUEST',
      httpStatus: 400,
      flowport: {
        code: 'invalid_input',
        issues: [{ path: 'stackId', rule: 'invalid_format' }],
        requestId: expect.stringMatching(/^req_/),
      },
    });
    expect(JSON.stringify(body)).not.toContain('stack"');
    expect(body.error.data.stack).toBeUndefined();
  });

  it.each([
    ['401', 'viewer.get', undefined, 401, 'unauthenticated'],
    ['404', 'stacks.get', { stackId: 'stk_00000000000000000000000000' }, 404, 'not_found'],
    ['403', 'audit.list', {}, 403, 'forbidden'],
    ['404 for what it does not know', 'stacks.explode', undefined, 404, 'not_found'],
  ])('answers %s', async (_name, path, input, status, code) => {
    const headers: Record<string, string> = status === 401 ? {} : { cookie };
    const answer = await query(path, input, headers);
    expect({ status: answer.status, code: answer.body.error.data.flowport.code }).toEqual({ status, code });
  });

  it('refuses unknown fields', async () => {
    const { body } = await query('stacks.list', { colour: 'red' });
    expect(body.error.data.flowport.issues).toMatchObject([{ path: 'colour', rule: 'unknown_field' }]);
  });

  it('refuses a body over 100 KB before reading it, and one that is no JSON', async () => {
    const large = await mutate('tokens.create', JSON.stringify({ name: 'x'.repeat(100_000) }));
    expect(large).toMatchObject({
      status: 413,
      body: { error: { data: { httpStatus: 413, flowport: { code: 'payload_too_large' } } } },
    });
    const broken = await mutate('tokens.create', '{"name":');
    expect(broken).toMatchObject({ status: 400, body: { error: { data: { flowport: { code: 'invalid_input' } } } } });
  });
});

describe('a call that changes something, with a cookie', () => {
  const token = JSON.stringify({ name: 'from the portal' });

  it('is taken from the portal', async () => {
    expect((await mutate('tokens.create', token)).status).toBe(200);
  });

  it('is refused from elsewhere, over tRPC and REST', async () => {
    const forged = await mutate('tokens.create', token, { origin: 'https://evil.example' });
    expect(forged).toMatchObject({ status: 403, body: { error: { data: { flowport: { code: 'forbidden' } } } } });
    const rest = await portal.api.rest(
      new Request(`${origin}/api/v1/tokens`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: token,
      }),
    );
    expect(rest.status).toBe(403);
  });

  it('cannot be dressed up as a read', async () => {
    const { status } = await query('tokens.create', { name: 'by link' });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(await portal.auth.tokens.list(portal.userIdOf('rita')))).not.toContain('by link');
  });
});

describe('calls within the process', () => {
  it('know who asks by the headers of the page', async () => {
    const caller = await portal.api.caller(new Headers({ cookie }));
    expect(await caller.viewer.get()).toMatchObject({ email: account.email });
    const stranger = await portal.api.caller(new Headers());
    await expect(stranger.viewer.get()).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      cause: { code: 'unauthenticated' },
    });
  });
});
