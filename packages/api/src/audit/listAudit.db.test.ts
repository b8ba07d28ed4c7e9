import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

type Event = { id: string; action: string; actor: { name: string } | null; subject: { label: string } };
const list = async (query = '') => (await portal.call('otto', 'GET', `/audit${query}`)).body;

describe('the audit log', () => {
  it('is read by admins and auditors only', async () => {
    expect((await portal.call('otto', 'GET', '/audit')).status).toBe(200);
    expect((await portal.call('ada', 'GET', '/audit')).status).toBe(200);
    for (const person of ['rita', 'arno'] as const) {
      expect((await portal.call(person, 'GET', '/audit')).status, person).toBe(403);
    }
    expect((await portal.call(null, 'GET', '/audit')).status).toBe(401);
  });

  it('tells who requested and who canceled what, newest first', async () => {
    const { body } = await portal.call('rita', 'POST', '/stacks', portal.request({ slug: 'audited' }));
    await portal.call('vera', 'POST', `/runs/${body.run.id}/cancel`, { reason: 'Not needed.' });
    const { items } = await list('?search=audited');
    const told = items.map((event: Event) => `${event.actor?.name} ${event.action}`);
    expect(told[0]).toBe('Vera run.cancel');
    expect(told.filter((entry: string) => entry.startsWith('Rita')).length).toBeGreaterThan(0);
    const ids = items.map(({ id }: Event) => id);
    expect(ids).toEqual(ids.toSorted().toReversed());
  });

  it('comes in pages that neither repeat nor leave out', async () => {
    for (let index = 0; index < 4; index++) await portal.call('rita', 'POST', '/stacks', portal.request());
    const all = (await list('?limit=200')).items.map(({ id }: Event) => id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '?limit=3' : `?limit=3&cursor=${encodeURIComponent(cursor)}`;
      const page = await list(query);
      seen.push(...page.items.map(({ id }: Event) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(all);
  });

  it('searches for text and not for patterns', async () => {
    expect((await list(`?search=${encodeURIComponent('%')}`)).items).toEqual([]);
    expect((await list('?search=rita%40flowport')).items.length).toBeGreaterThan(0);
  });
});
