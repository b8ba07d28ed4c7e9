import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { planDigest, planRun } from '../testing/worker.ts';

let portal: TestPortal;
let runId: string;
let stackId: string;
beforeAll(async () => {
  portal = await openTestPortal();
  const { body } = await portal.call('rita', 'POST', '/stacks', portal.request({ description: 'Churn' }));
  runId = body.run.id;
  stackId = body.stack.id;
});
afterAll(() => portal.close());

describe('looking at a run', () => {
  it('has no plan at first', async () => {
    const { status, body } = await portal.call('rita', 'GET', `/runs/${runId}/plan`);
    expect({ status, body }).toMatchObject({ status: 409, body: { message: expect.stringMatching(/has no plan/) } });
  });

  it('shows plan, digest and counts once they are there', async () => {
    await planRun(portal, runId);
    const { body: run } = await portal.call('rita', 'GET', `/runs/${runId}`);
    expect(run).toMatchObject({ status: 'awaiting_approval', digest: planDigest, counts: { create: 3 } });
    const { body: plan } = await portal.call('rita', 'GET', `/runs/${runId}/plan`);
    expect(plan).toMatchObject({ digest: planDigest, counts: { create: 3 } });
    expect(plan.layers.map(({ layer, basis }: { layer: string; basis: string }) => [layer, basis])).toEqual([
      ['foundation', 'exact'],
      ['cluster', 'envelope'],
      ['services', 'envelope'],
    ]);
  });

  it('tells each viewer what they may do', async () => {
    const see = async (person: 'rita' | 'arno' | 'otto') => (await portal.call(person, 'GET', `/runs/${runId}`)).body;
    expect(await see('arno')).toMatchObject({
      may: { approve: true, reject: true, cancel: true },
      approvalBlockedBy: null,
    });
    expect(await see('rita')).toMatchObject({
      may: { approve: false, reject: false, cancel: true },
      approvalBlockedBy: 'Runs are approved by approvers and admins.',
    });
    expect(await see('otto')).toMatchObject({ may: { approve: false, reject: false, cancel: false } });
  });

  it('is 404 for another team, plan and log alike', async () => {
    for (const tail of ['', '/plan', '/log', '/events', '/log/stream']) {
      expect((await portal.call('fred', 'GET', `/runs/${runId}${tail}`)).status, tail).toBe(404);
      expect((await portal.call(null, 'GET', `/runs/${runId}${tail}`)).status, tail).toBe(401);
    }
  });
});

describe('the list of runs', () => {
  it('is filtered by stack, status and kind, and kept to what the viewer sees', async () => {
    const ids = async (person: 'rita' | 'fred' | 'otto', query: string) => {
      const { body } = await portal.call(person, 'GET', `/runs${query}`);
      return body.items.map(({ id }: { id: string }) => id);
    };
    expect(await ids('rita', `?stackId=${stackId}`)).toEqual([runId]);
    expect(await ids('otto', '?status=awaiting_approval&kind=provision,update')).toContain(runId);
    expect(await ids('rita', '?status=failed')).toEqual([]);
    expect(await ids('fred', `?stackId=${stackId}`)).toEqual([]);
  });

  it('comes in pages that neither repeat nor leave out', async () => {
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
    expect(seen).toHaveLength(6);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
  });

  it('refuses a limit out of bounds', async () => {
    expect((await portal.call('rita', 'GET', '/runs?limit=0')).status).toBe(400);
    expect((await portal.call('rita', 'GET', '/runs?limit=1000')).body.issues[0]).toMatchObject({ path: 'limit' });
  });
});

describe('the inbox', () => {
  it('shows what awaits a decision, oldest first, and why one may not take it', async () => {
    const { body: own } = await portal.call('arno', 'POST', '/stacks', portal.request());
    await planRun(portal, own.run.id);
    const { body } = await portal.call('arno', 'GET', '/approvals');
    expect(body.items.map(({ id, mayDecide }: { id: string; mayDecide: boolean }) => [id, mayDecide])).toEqual([
      [runId, true],
      [own.run.id, false],
    ]);
    expect(body.items[1].blockedBy).toMatch(/You requested this run/);
    expect((await portal.call('arno', 'GET', '/approvals/count')).body).toEqual({ decidable: 1, waiting: 2 });
    expect((await portal.call('rita', 'GET', '/approvals/count')).body).toEqual({ decidable: 0, waiting: 2 });
    expect((await portal.call('fred', 'GET', '/approvals/count')).body).toEqual({ decidable: 0, waiting: 0 });
  });
});
