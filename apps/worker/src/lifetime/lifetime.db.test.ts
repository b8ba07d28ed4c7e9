import { randomIds } from '@flowport/db';
import { createTestDatabase, insertPortal, type TestDatabase } from '@flowport/db/testing';
import { type SleepSchedule, systemUserId } from '@flowport/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Chore } from '../chores/chore.ts';
import type { WorkerContext } from '../context.ts';
import { approveByRule } from './approveByRule.ts';
import { endLifetimes } from './endLifetimes.ts';
import { keepSchedules } from './keepSchedules.ts';
import { resize, standingStacks } from './testing/stands.ts';
import { warnExpiring } from './warnExpiring.ts';

let database: TestDatabase;
let stacks: ReturnType<typeof standingStacks>;
beforeAll(async () => {
  database = await createTestDatabase();
  stacks = standingStacks(database.db, await insertPortal(database.db));
});
afterAll(() => database.drop());
beforeEach(async () => {
  await stacks.policy({});
  await database.db.client.stack.updateMany({ data: { expiresAt: null, sleepDueAt: null } });
});

/** Begins a day ahead of the database's own clock, so that no approval has expired by it. */
const start = new Date(Date.now() + 1000);
const after = (hours: number) => new Date(start.getTime() + hours * 3_600_000);

async function round(chore: Chore, now: Date): Promise<void> {
  const context: Pick<WorkerContext, 'db' | 'ids' | 'now' | 'logger'> = {
    db: database.db,
    ids: randomIds,
    now: () => now,
    logger: { error: () => {}, warn: () => {}, info: () => {} },
  };
  // Chores of lifetimes use no more of a worker than that.
  await chore.run(context as WorkerContext);
}

describe('before the end', () => {
  test('a team is warned two days, two hours and half an hour ahead, once each, whatever the number of rounds', async () => {
    const stackId = await stacks.ready(start);
    const { slug } = await stacks.stack(stackId);
    await stacks.set(stackId, { expiresAt: after(100) });
    for (const hours of [10, 52, 53, 98, 98.1, 99.5, 99.6, 99.9]) await round(warnExpiring, after(hours));
    expect(await stacks.told(stackId)).toEqual([
      `${slug} ends in 2 days`,
      `${slug} ends in 2 hours`,
      `${slug} ends in 30 minutes`,
    ]);
  });

  test('after a pause of all workers the most urgent warning comes alone', async () => {
    const stackId = await stacks.ready(start);
    await stacks.set(stackId, { expiresAt: after(100) });
    await round(warnExpiring, after(99.9));
    await round(warnExpiring, after(99.95));
    expect(await stacks.told(stackId)).toEqual([expect.stringContaining('ends in 6 minutes')]);
  });

  test('a new end is warned of anew, and a stack without one is left in peace', async () => {
    const stackId = await stacks.ready(start);
    await stacks.set(stackId, { expiresAt: after(100) });
    await round(warnExpiring, after(99));
    await stacks.set(stackId, { expiresAt: after(200) });
    await round(warnExpiring, after(199));
    expect(await stacks.told(stackId)).toHaveLength(2);
    await stacks.set(stackId, { expiresAt: null });
    await round(warnExpiring, after(300));
    expect(await stacks.told(stackId)).toHaveLength(2);
  });
});

describe('at the end', () => {
  test('the destruction is planned in the name of Flowport and waits for somebody', async () => {
    const stackId = await stacks.ready(start);
    await stacks.set(stackId, { expiresAt: after(1) });
    await round(endLifetimes, after(0.9));
    expect(await stacks.runs(stackId)).toEqual([]);
    await round(endLifetimes, after(1));
    await round(endLifetimes, after(1.1));
    const [run, ...others] = await stacks.runs(stackId);
    expect(run).toMatchObject({ kind: 'destroy', status: 'queued', data: 'snapshot', requestedById: systemUserId });
    expect(others).toEqual([]);
    await stacks.plan(run?.id ?? '', [], after(1.2));
    await round(approveByRule, after(1.3));
    expect((await stacks.runs(stackId))[0]?.status).toBe('awaiting_approval');
    expect(await stacks.told(stackId)).toEqual([expect.stringContaining('has reached its end')]);
  });

  test('a target that destroys automatically lets it through by rule, bound to the digest', async () => {
    await stacks.policy({ destroysAutomatically: true });
    const stackId = await stacks.ready(start);
    await stacks.set(stackId, { expiresAt: after(1) });
    await round(endLifetimes, after(1));
    const [run] = await stacks.runs(stackId);
    await stacks.plan(run?.id ?? '', [], after(1.1));
    await round(approveByRule, after(1.2));
    expect((await stacks.runs(stackId))[0]?.status).toBe('applying');
    const approvals = await database.db.client.approval.findMany({ where: { runId: run?.id ?? '' } });
    expect(approvals).toMatchObject([{ byId: systemUserId, decision: 'approved', digest: `digest of ${run?.id}` }]);
  });

  test('a lifetime that was extended meanwhile is no reason any more', async () => {
    await stacks.policy({ destroysAutomatically: true });
    const stackId = await stacks.ready(start);
    await stacks.set(stackId, { expiresAt: after(1) });
    await round(endLifetimes, after(1));
    const [run] = await stacks.runs(stackId);
    await stacks.plan(run?.id ?? '', [], after(1.1));
    await stacks.set(stackId, { expiresAt: after(50) });
    await round(approveByRule, after(1.2));
    expect((await stacks.runs(stackId))[0]?.status).toBe('awaiting_approval');
  });

  test('waits until another run has left the stack', async () => {
    const stackId = await stacks.ready(start);
    await stacks.set(stackId, { expiresAt: after(1), sleepSchedule: always, sleepDueAt: after(0.5) });
    await round(keepSchedules, after(0.5));
    const [other] = await stacks.runs(stackId);
    await round(endLifetimes, after(1));
    expect(await stacks.runs(stackId)).toHaveLength(1);
    await stacks.advance(other?.id ?? '', 'cancel', after(1.1));
    await round(endLifetimes, after(1.2));
    expect((await stacks.runs(stackId)).map(({ kind }) => kind)).toEqual(['update', 'destroy']);
  });

  test('a destroy that somebody dropped is not asked for again before the next day', async () => {
    const stackId = await stacks.ready(start);
    await stacks.set(stackId, { expiresAt: after(1) });
    await round(endLifetimes, after(1));
    const [run] = await stacks.runs(stackId);
    await stacks.advance(run?.id ?? '', 'cancel', after(2));
    await round(endLifetimes, after(3));
    expect(await stacks.runs(stackId)).toHaveLength(1);
    await round(endLifetimes, after(26));
    expect(await stacks.runs(stackId)).toHaveLength(2);
  });

  test('data that was retained on purpose has no end any more', async () => {
    const stackId = await stacks.ready(start);
    await stacks.set(stackId, { expiresAt: after(100) });
    const runId = await stacks.destroy(stackId, 'retain', after(1));
    await stacks.plan(runId, [], after(1));
    await stacks.advance(runId, 'approve', after(1));
    await stacks.finish(runId, after(1));
    expect(await stacks.stack(stackId)).toMatchObject({ status: 'retained', expiresAt: null });
    await round(endLifetimes, after(200));
    expect(await stacks.runs(stackId)).toHaveLength(1);
  });

  test('a stack that sleeps is woken first, and then destroyed', async () => {
    await stacks.policy({ destroysAutomatically: true });
    const stackId = await stacks.ready(start);
    await letSleep(stackId, after(0.5));
    await stacks.set(stackId, { expiresAt: after(1) });
    await round(endLifetimes, after(1));
    const wake = (await stacks.runs(stackId)).at(-1);
    expect(wake).toMatchObject({ kind: 'update', requestedById: systemUserId });
    await stacks.plan(wake?.id ?? '', [resize], after(1.1));
    await round(approveByRule, after(1.2));
    await stacks.finish(wake?.id ?? '', after(1.3));
    expect(await stacks.stack(stackId)).toMatchObject({ status: 'ready', asleepSince: null });
    await round(endLifetimes, after(1.4));
    expect((await stacks.runs(stackId)).at(-1)).toMatchObject({ kind: 'destroy', status: 'queued' });
  });
});

/** Awake from 00:00 to 00:01 alone, so that at nearly any moment it is to sleep. */
const always: SleepSchedule = { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:01', timeZone: 'UTC' };
/** Awake all the time but for the last minute of the day. */
const never: SleepSchedule = { ...always, to: '23:59' };

async function letSleep(stackId: string, now: Date): Promise<void> {
  await stacks.set(stackId, { sleepSchedule: always, sleepDueAt: now });
  await round(keepSchedules, now);
  const run = (await stacks.runs(stackId)).at(-1);
  await stacks.plan(run?.id ?? '', [resize], now);
  await stacks.advance(run?.id ?? '', 'approve', now);
  await stacks.finish(run?.id ?? '', now);
  expect(await stacks.stack(stackId)).toMatchObject({ status: 'asleep', asleepSince: now });
}

describe('a schedule', () => {
  /** Noon of the next day in UTC, where both schedules are unambiguous. */
  const noon = new Date(`${after(24).toISOString().slice(0, 10)}T12:00:00Z`);
  const afterNoon = (hours: number) => new Date(noon.getTime() + hours * 3_600_000);

  test('lets a stack sleep and wakes it; asked once, and the next moment is set', async () => {
    const stackId = await stacks.ready(start);
    await letSleep(stackId, noon);
    const { sleepDueAt } = await stacks.stack(stackId);
    expect(sleepDueAt?.getTime()).toBeGreaterThan(noon.getTime());
    await round(keepSchedules, afterNoon(1));
    expect(await stacks.runs(stackId)).toHaveLength(1);
    await stacks.set(stackId, { sleepSchedule: never, sleepDueAt: afterNoon(1) });
    await round(keepSchedules, afterNoon(1));
    const wake = (await stacks.runs(stackId)).at(-1);
    await stacks.plan(wake?.id ?? '', [resize], afterNoon(1));
    await stacks.advance(wake?.id ?? '', 'approve', afterNoon(1));
    await stacks.finish(wake?.id ?? '', afterNoon(1));
    expect(await stacks.stack(stackId)).toMatchObject({
      status: 'ready',
      asleepSince: null,
      parameters: { asleep: false },
    });
  });

  test.each([
    ['only resizes node groups', true, [resize], 'applying'],
    ['changes anything else', true, [resize, { ...resize, type: 'aws_eks_addon' }], 'awaiting_approval'],
    ['only resizes them, where the target wants an approval', false, [resize], 'awaiting_approval'],
  ] as const)('whose plan %s', async (_, sleepsAutomatically, changes, status) => {
    await stacks.policy({ sleepsAutomatically });
    const stackId = await stacks.ready(start);
    await stacks.set(stackId, { sleepSchedule: always, sleepDueAt: noon });
    await round(keepSchedules, noon);
    const [run] = await stacks.runs(stackId);
    await stacks.plan(run?.id ?? '', changes, noon);
    await round(approveByRule, noon);
    expect((await stacks.runs(stackId))[0]?.status).toBe(status);
  });

  test('that comes to its next moment drops what nobody decided on', async () => {
    const stackId = await stacks.ready(start);
    await stacks.set(stackId, { sleepSchedule: always, sleepDueAt: noon });
    await round(keepSchedules, noon);
    const [run] = await stacks.runs(stackId);
    await stacks.plan(run?.id ?? '', [resize], noon);
    await stacks.set(stackId, { sleepSchedule: never, sleepDueAt: afterNoon(1) });
    await round(keepSchedules, afterNoon(1));
    expect((await stacks.runs(stackId)).map(({ status }) => status)).toEqual(['discarded']);
    expect(await stacks.stack(stackId)).toMatchObject({ status: 'ready' });
  });

  test('does not touch what has reached its end', async () => {
    const stackId = await stacks.ready(start);
    await stacks.set(stackId, { sleepSchedule: always, sleepDueAt: noon, expiresAt: noon });
    await round(keepSchedules, noon);
    expect(await stacks.runs(stackId)).toEqual([]);
  });
});
