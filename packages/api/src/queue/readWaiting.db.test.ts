import { registerWorker } from '@flowport/db';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';
import { planRun } from '../testing/worker.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const request = async (person: 'rita' | 'fred', teamId: string): Promise<string> =>
  (await portal.call(person, 'POST', '/stacks', portal.request({ teamId }))).body.run.id;
const waiting = async (person: 'rita' | 'arno' | 'fred', runId: string) =>
  (await portal.call(person, 'GET', `/runs/${runId}`)).body.waiting;

it('says of a run in the queue where it stands and why', async () => {
  const first = await request('rita', portal.teams.vision.id);
  const second = await request('rita', portal.teams.vision.id);
  expect(await waiting('rita', first)).toMatchObject({
    position: 1,
    of: 2,
    sentence: expect.stringMatching(/No worker is running/),
  });
  await registerWorker(portal.db, { id: 'pine-1', host: 'pine', pid: 1, version: '1', concurrency: 2 });
  expect(await waiting('rita', second)).toMatchObject({
    position: 2,
    of: 2,
    sentence: expect.stringMatching(/taken those before it/),
  });
  await planRun(portal, first);
  expect(await waiting('rita', first)).toEqual({
    position: null,
    of: null,
    sentence: expect.stringMatching(/^An approver or admin other than Rita has to decide on its plan\./),
  });
});

it('names the runs that hold the places of a full target to those who may see them', async () => {
  await portal.db.client.$executeRaw`DELETE FROM pgboss.job`;
  await portal.call('ada', 'POST', `/targets/${portal.targets.sandbox.id}/policy`, { policy: { runsMax: 1 } });
  const holding = await request('rita', portal.teams.vision.id);
  await portal.db.client.$executeRaw`UPDATE pgboss.job SET state = 'active', started_on = now()`;
  const held = await request('fred', portal.teams.forecasting.id);
  const { stack } = (await portal.call('rita', 'GET', `/runs/${holding}`)).body;
  expect((await waiting('arno', held)).sentence).toBe(
    `The target Sandbox allows one run at once, and the place is taken by ${stack.slug}.`,
  );
  expect((await waiting('fred', held)).sentence).toBe(
    'The target Sandbox allows one run at once, and the place is taken by a run of another team.',
  );
});
