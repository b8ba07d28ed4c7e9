import { randomIds } from '@flowport/db';
import { createTestDatabase, insertPortal, type Portal, type TestDatabase } from '@flowport/db/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { WorkerContext } from '../context.ts';
import { standingStacks } from '../lifetime/testing/stands.ts';
import { warnOfExpiry } from './warnOfExpiry.ts';

let database: TestDatabase;
let portal: Portal;
let stacks: ReturnType<typeof standingStacks>;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await insertPortal(database.db);
  stacks = standingStacks(database.db, portal);
});
afterAll(() => database.drop());
beforeEach(() => stacks.policy({}));

const start = new Date();
const after = (hours: number) => new Date(start.getTime() + hours * 3_600_000);

async function roundsAt(...hours: number[]): Promise<void> {
  for (const one of hours) {
    const context: Pick<WorkerContext, 'db' | 'ids' | 'now'> = {
      db: database.db,
      ids: randomIds,
      now: () => after(one),
    };
    // The chore uses no more of a worker than that.
    await warnOfExpiry.run(context as WorkerContext);
  }
}

/** A destruction of a ready stack that awaits its approval since `at` hours. */
async function awaiting(at = 0): Promise<{ stackId: string; runId: string; slug: string }> {
  const stackId = await stacks.ready(after(at));
  const runId = await stacks.destroy(stackId, 'purge', after(at));
  await stacks.plan(runId, [], after(at));
  const { slug } = await stacks.stack(stackId);
  return { stackId, runId, slug };
}

test('the team is told once, a day before the plan expires, with the run to go to', async () => {
  const { stackId, runId, slug } = await awaiting();
  await roundsAt(1, 143.9);
  expect(await stacks.told(stackId)).toEqual([]);
  await roundsAt(144, 144.1, 160, 167.9);
  expect(await database.db.client.notification.findMany({ where: { stackId } })).toEqual([
    expect.objectContaining({
      kind: 'approval.expiring',
      teamId: portal.team.id,
      runId,
      title: `The plan of the destroy of ${slug} expires in 24 hours`,
      text: expect.stringContaining(after(168).toISOString().slice(0, 16).replace('T', ' ')),
    }),
  ]);
});

test('where there is less than two days to decide, half of it has to be over', async () => {
  await stacks.policy({ approvalHours: 10 });
  const { stackId, slug } = await awaiting();
  await roundsAt(4.9);
  expect(await stacks.told(stackId)).toEqual([]);
  await roundsAt(5, 9);
  expect(await stacks.told(stackId)).toEqual([`The plan of the destroy of ${slug} expires in 5 hours`]);
});

test('a plan that was decided on, or whose time is over, is nothing to warn of', async () => {
  const decided = await awaiting();
  const late = await awaiting();
  await stacks.advance(decided.runId, 'reject', after(1), portal.approverId);
  await roundsAt(168, 169);
  expect(await stacks.told(decided.stackId)).toEqual([]);
  expect(await stacks.told(late.stackId)).toEqual([]);
});

test('a plan that was made anew is warned of anew', async () => {
  const { stackId, runId } = await awaiting();
  await roundsAt(150);
  await stacks.advance(runId, 'replan', after(151));
  await stacks.advance(runId, 'plan_ready', after(151));
  await roundsAt(160, 300);
  expect(await stacks.told(stackId)).toHaveLength(2);
});
