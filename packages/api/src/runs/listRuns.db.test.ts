import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { planRun } from '../testing/worker.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

async function planned() {
  const { body } = await portal.call('rita', 'POST', '/stacks', portal.request());
  await planRun(portal, body.run.id);
  return { runId: body.run.id as string, stackId: body.stack.id as string };
}

describe('the list of runs', () => {
  it('is filtered by stack, status and kind, and kept to what the viewer sees', async () => {
    const ids = async (person: 'rita' | 'fred' | 'otto', query: string) => {
      const { body } = await portal.call(person, 'GET', `/runs${query}`);
      return body.items.map(({ id }: { id: string }) => id);
    };
    const { runId, stackId } = await planned();
    expect(await ids('rita', `?stackId=${stackId}`)).toEqual([runId]);
    expect(await ids('otto', '?status=awaiting_approval&kind=provision,update')).toContain(runId);
    expect(await ids('rita', '?status=failed')).toEqual([]);
    expect(await ids('fred', `?stackId=${stackId}`)).toEqual([]);
  });

  it('comes in pages that neither repeat nor leave out', async () => {
    const before: number = (await portal.call('rita', 'GET', '/runs')).body.items.length;
    for (let index = 0; index < 5; index++) await portal.call('rita', 'POST', '/stacks', portal.request());
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '?limit=2' : `?limit=2&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await portal.call('rita', 'GET', `/runs${query}`);
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(before + 5);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
  });

  it('refuses a limit out of bounds', async () => {
    expect((await portal.call('rita', 'GET', '/runs?limit=0')).status).toBe(400);
    expect((await portal.call('rita', 'GET', '/runs?limit=1000')).body.issues[0]).toMatchObject({ path: 'limit' });
  });
});
