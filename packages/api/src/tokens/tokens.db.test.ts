import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const withToken = (token: string) =>
  portal.api.rest(new Request('http://portal.test/api/v1/viewer', { headers: { authorization: `Bearer ${token}` } }));

describe('API tokens', () => {
  it('are made, used, listed and revoked by their owner', async () => {
    const { status, body } = await portal.call('rita', 'POST', '/tokens', { name: 'nightly 🚀 <b>' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'nightly 🚀 <b>', token: expect.stringMatching(/^fp_/) });
    const days = (Date.parse(body.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(90, 1);
    expect(await (await withToken(body.token)).json()).toMatchObject({ email: 'rita@flowport.local' });

    const { body: list } = await portal.call('rita', 'GET', '/tokens');
    expect(list.items.map(({ id }: { id: string }) => id)).toContain(body.id);
    expect(JSON.stringify(list)).not.toContain(body.token);

    expect((await portal.call('rita', 'DELETE', `/tokens/${body.id}`)).body).toEqual({ id: body.id });
    const refused = await withToken(body.token);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ code: 'unauthenticated', message: expect.stringMatching(/revoked/) });
  });

  it('are nobody else’s business', async () => {
    const { body } = await portal.call('rita', 'POST', '/tokens', { name: 'mine' });
    expect((await portal.call('vera', 'DELETE', `/tokens/${body.id}`)).status).toBe(404);
    expect((await portal.call('ada', 'DELETE', `/tokens/${body.id}`)).status).toBe(404);
    expect(JSON.stringify((await portal.call('vera', 'GET', '/tokens')).body)).not.toContain(body.id);
    expect((await withToken(body.token)).status).toBe(200);
  });

  it('are recorded in the audit log, without their secret', async () => {
    const { body } = await portal.call('vera', 'POST', '/tokens', { name: 'audited' });
    const { body: audit } = await portal.call('ada', 'GET', '/audit?search=token.created');
    expect(audit.items[0]).toMatchObject({
      action: 'token.created',
      actor: { name: 'Vera' },
      subject: { kind: 'token', id: body.id, label: 'audited' },
    });
    expect(JSON.stringify(audit)).not.toContain(body.token);
  });

  it('need a name and a bounded life', async () => {
    for (const fields of [{}, { name: '  ' }, { name: 'x'.repeat(61) }, { name: 'x', expiresInDays: 366 }]) {
      expect((await portal.call('rita', 'POST', '/tokens', fields)).status, JSON.stringify(fields)).toBe(400);
    }
  });

  it('are at most fifty', async () => {
    let status = 200;
    for (let made = 0; made < 60 && status === 200; made++) {
      ({ status } = await portal.call('otto', 'POST', '/tokens', { name: `token ${made}` }));
    }
    expect(status).toBe(409);
    expect((await portal.call('otto', 'GET', '/tokens')).body.items).toHaveLength(50);
  });
});
