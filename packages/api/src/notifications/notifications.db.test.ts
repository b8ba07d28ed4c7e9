import { notifyTeam, openWebhookSecret, randomIds } from '@flowport/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, origin, type Person, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

let keys = 0;
async function tell(at: Date): Promise<void> {
  keys += 1;
  const teamId = portal.teams.vision.id;
  const words = { kind: 'drift.found', title: `Number ${keys}`, text: 'Look.' } as const;
  await portal.db.inTransaction((tx) => notifyTeam(tx, { key: `k${keys}`, teamId, ...words, now: at, ids: randomIds }));
}

const list = async (person: Person) => (await portal.call(person, 'GET', '/notifications')).body;
const path = (rest = '') => `/teams/${portal.teams.vision.id}/notifications${rest}`;

describe('what a team was told', () => {
  it('is read by its members, and new to each until they have seen it', async () => {
    const at = new Date(Date.now() + 1000);
    await tell(at);
    await tell(new Date(at.getTime() + 1));
    expect(await list('rita')).toMatchObject({
      unseen: 2,
      items: [
        { title: 'Number 2', isNew: true },
        { title: 'Number 1', isNew: true },
      ],
    });
    expect(await list('fred')).toEqual({ items: [], unseen: 0 });
    await portal.db.client.user.update({
      where: { id: portal.userIdOf('rita') },
      data: { notificationsSeenAt: at },
    });
    expect(await list('rita')).toMatchObject({ unseen: 1, items: [{ isNew: true }, { isNew: false }] });
    expect((await portal.call('vera', 'GET', '/notifications/count')).body).toEqual({ unseen: 2 });
  });

  it('is seen up to what was shown, never back and never ahead of the clock', async () => {
    const see = (until: Date) => portal.call('vera', 'POST', '/notifications/seen', { until: until.toISOString() });
    await tell(new Date());
    await see(new Date(Date.now() + 3_600_000));
    const seenAt = async () =>
      (await portal.db.client.user.findUniqueOrThrow({ where: { id: portal.userIdOf('vera') } })).notificationsSeenAt;
    const first = await seenAt();
    expect(first?.getTime()).toBeLessThanOrEqual(Date.now());
    await see(new Date(0));
    expect(await seenAt()).toEqual(first);
  });
});

describe('the ways out of the portal', () => {
  it('are set by those who may change the stacks of the team; the secret is told once and stored sealed', async () => {
    const url = 'https://hooks.example.com/services/T0KEN';
    const { status, body } = await portal.call('rita', 'POST', path('/webhook'), { url });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { webhookUrl: url, secret: expect.stringMatching(/^whsec_/) },
    });
    const row = await portal.db.client.team.findUniqueOrThrow({ where: { id: portal.teams.vision.id } });
    expect(row.webhookSecret).not.toContain(body.secret.slice(6));
    expect(openWebhookSecret(portal.dependencies.secret, row.id, row.webhookSecret ?? '')).toBe(body.secret);
    const { body: channels } = await portal.call('vera', 'GET', path());
    expect(channels).toMatchObject({ webhookUrl: url, mailsMembers: false, mayChange: true });
    expect(JSON.stringify(channels)).not.toContain('whsec_');
    const { body: audited } = await portal.call('ada', 'GET', '/audit');
    expect(audited.items[0]).toMatchObject({ action: 'team.webhook', detail: { host: 'hooks.example.com' } });
    expect(JSON.stringify(audited)).not.toMatch(/T0KEN|whsec_/);
  });

  it('show an auditor where they lead, and not the address itself', async () => {
    expect((await portal.call('otto', 'GET', path())).body).toMatchObject({
      webhookUrl: 'https://hooks.example.com/…',
      mayChange: false,
    });
  });

  it('get another secret on demand, which is not the old one', async () => {
    const secret = async () => (await portal.call('rita', 'POST', path('/webhook/secret'))).body.secret;
    const [first, second] = [await secret(), await secret()];
    expect(first).toMatch(/^whsec_/);
    expect(second).not.toBe(first);
  });

  it('are tried by a test, whose delivery is shown', async () => {
    const { body } = await portal.call('rita', 'POST', path('/test'));
    expect(body.deliveries[0]).toMatchObject({
      channel: 'webhook',
      recipient: 'hooks.example.com',
      status: 'waiting',
      title: 'Test of the notifications of Vision',
    });
  });

  it('are taken away again', async () => {
    expect((await portal.call('rita', 'POST', path('/mails'), { mailsMembers: true })).body.mailsMembers).toBe(true);
    expect((await portal.call('rita', 'POST', path('/webhook'), { url: null })).body).toEqual({
      webhookUrl: null,
      secret: null,
    });
    expect(await portal.call('rita', 'POST', path('/webhook/secret'))).toMatchObject({ status: 409 });
  });

  it.each([
    ['fred', 404],
    ['otto', 403],
  ] as const)('are not for %s to set', async (person, status) => {
    for (const [rest, body] of [
      ['/webhook', { url: 'https://example.com' }],
      ['/webhook/secret', undefined],
      ['/mails', { mailsMembers: true }],
      ['/test', undefined],
    ] as const) {
      expect(await portal.call(person, 'POST', path(rest), body), rest).toMatchObject({ status });
    }
  });

  it.each(['http://hooks.example.com', 'ftp://example.com', 'https://name:word@example.com', 'no address'])(
    'do not lead to %s',
    async (url) => {
      expect(await portal.call('rita', 'POST', path('/webhook'), { url })).toMatchObject({ status: 400 });
    },
  );
});

describe('the events of the portal', () => {
  it('tell the members of a team that there is something new, and nobody else', async () => {
    const [vera, fred] = await Promise.all([openEvents('vera'), openEvents('fred')]);
    await tell(new Date());
    expect(await vera.next()).toBe('notifications');
    // What comes to Fred first is what he asks for himself.
    await portal.call('fred', 'POST', '/stacks', portal.request({ teamId: portal.teams.forecasting.id }));
    expect(await fred.next()).toBe('run');
    await Promise.all([vera.close(), fred.close()]);
  });
});

/** The names of the events that come, from when the stream listens: then the counts of the inbox are told. */
async function openEvents(person: Person) {
  const headers = { authorization: `Bearer ${portal.tokenOf(person)}` };
  const { body } = await portal.api.rest(new Request(`${origin}/api/v1/events`, { headers }));
  if (!body) throw new Error('The stream has no body.');
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const names: string[] = [];
  const next = async (): Promise<string> => {
    for (;;) {
      const known = names.shift();
      if (known !== undefined) return known;
      const { value, done } = await reader.read();
      if (done) throw new Error('The stream has ended.');
      names.push(...[...value.matchAll(/^event: (\w+)$/gm)].map(([, name = '']) => name));
    }
  };
  expect(await next()).toBe('approvals');
  return { next, close: () => reader.cancel() };
}
