import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { planDigest, planRun } from '../testing/worker.ts';

let portal: TestPortal;
let runId: string;
beforeAll(async () => {
  portal = await openTestPortal();
  const { body } = await portal.call('rita', 'POST', '/stacks', portal.request({ description: 'Churn' }));
  runId = body.run.id;
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
