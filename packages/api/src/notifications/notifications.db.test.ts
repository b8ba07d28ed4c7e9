import { notifyTeam, openWebhookSecret, randomIds } from '@flowport/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { streamChanges } from '../live/streamChanges.ts';
import { openTestPortal, type Person, type TestPortal } from '../testing/portal.ts';

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
    const reader = new AbortController();
    const changes = async (person: 'vera' | 'fred') => {
      const teamIds = [portal.teams[person === 'vera' ? 'vision' : 'forecasting'].id];
      const actor = { userId: portal.userIdOf(person), name: person, email: '', role: 'requester', teamIds } as const;
      const context = {
        ...portal.dependencies,
        actor,
        requestId: 'req_1',
        countResources: () => ({ foundation: 0, cluster: 0, services: 0 }),
      };
      const stream = streamChanges(context as unknown as Parameters<typeof streamChanges>[0], {
        signal: reader.signal,
      });
      // Once the counts are there, it listens.
      await stream.next();
      return stream;
    };
    const [vera, fred] = [await changes('vera'), await changes('fred')];
    await tell(new Date());
    expect((await vera.next()).value).toEqual({ event: 'notifications', data: {} });
    const silent = fred.next();
    reader.abort();
    expect((await silent).value).toBeUndefined();
  });
});
