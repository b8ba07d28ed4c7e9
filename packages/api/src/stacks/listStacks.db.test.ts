import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { planDigest, planRun, readyStack } from '../testing/worker.ts';

let portal: TestPortal;
let ready: { stackId: string; slug: string };
let requested: string;
let withdrawn: string;
let theirs: string;

beforeAll(async () => {
  portal = await openTestPortal();
  ready = await readyStack(portal, { slug: 'churn', description: 'Predicts 100% of_churn' });
  requested = (await portal.call('rita', 'POST', '/stacks', portal.request({ preset: 'gpu' }))).body.stack.id;
  const gone = await portal.call('rita', 'POST', '/stacks', portal.request());
  withdrawn = gone.body.stack.id;
  await planRun(portal, gone.body.run.id);
  await portal.call('arno', 'POST', `/runs/${gone.body.run.id}/reject`, { digest: planDigest });
  const request = portal.request({ teamId: portal.teams.forecasting.id, targetId: portal.targets.playground.id });
  theirs = (await portal.call('fred', 'POST', '/stacks', request)).body.stack.id;
});
afterAll(() => portal.close());

const list = async (person: 'rita' | 'fred' | 'arno' | 'ada' | 'otto', query = '') => {
  const { status, body } = await portal.call(person, 'GET', `/stacks${query}`);
  expect(status).toBe(200);
  return body.items.map(({ id }: { id: string }) => id);
};

describe('the list of stacks', () => {
  it('shows requesters their own teams, and everybody else all', async () => {
    expect((await list('rita')).sort()).toEqual([ready.stackId, requested].sort());
    expect(await list('fred')).toEqual([theirs]);
    for (const person of ['arno', 'ada', 'otto'] as const) {
      expect((await list(person)).sort()).toEqual([ready.stackId, requested, theirs].sort());
    }
  });

  it('shows what is gone on demand', async () => {
    expect(await list('rita', '?includeGone=true')).toContain(withdrawn);
    expect(await list('rita', '?includeGone=false')).not.toContain(withdrawn);
  });

  it('filters by status, team and target, without showing what the viewer may not see', async () => {
    expect(await list('rita', '?status=ready')).toEqual([ready.stackId]);
    expect((await list('rita', '?status=ready,requested')).sort()).toEqual([ready.stackId, requested].sort());
    expect(await list('ada', `?teamId=${portal.teams.forecasting.id}`)).toEqual([theirs]);
    expect(await list('ada', `?targetId=${portal.targets.playground.id}`)).toEqual([theirs]);
    expect(await list('rita', `?teamId=${portal.teams.forecasting.id}`)).toEqual([]);
  });

  it('searches for text and not for patterns', async () => {
    expect(await list('rita', '?search=CHURN')).toEqual([ready.stackId]);
    expect(await list('rita', `?search=${encodeURIComponent('100% of_')}`)).toEqual([ready.stackId]);
    expect(await list('rita', `?search=${encodeURIComponent('%')}`)).toEqual([ready.stackId]);
    expect(await list('rita', `?search=${encodeURIComponent(`' OR 1=1 --`)}`)).toEqual([]);
  });

  it('sorts both ways', async () => {
    const up = await list('ada', '?sort=cost&direction=asc');
    expect(await list('ada', '?sort=cost&direction=desc')).toEqual(up.toReversed());
    expect(up.at(-1)).toBe(requested);
  });

  it('refuses what it does not know', async () => {
    for (const query of ['?sort=colour', '?status=lost', '?limt=3', '?includeGone=maybe', '?sort=slug&sort=cost']) {
      expect((await portal.call('rita', 'GET', `/stacks${query}`)).status, query).toBe(400);
    }
    expect((await portal.call(null, 'GET', '/stacks')).status).toBe(401);
  });
});
