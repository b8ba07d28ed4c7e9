import { type RunEventName, systemUserId } from '@flowport/domain';
import { expect, test } from 'vitest';
import { getStack } from '../stack/getStack.ts';
import { blueprint, parametersOf, portalOfFile, requestStack } from '../testing/index.ts';
import { advanceRun } from './advanceRun.ts';
import { getRunDetail } from './getRunDetail.ts';
import { type InsertRunInput, insertRun } from './insertRun.ts';

/** Who gets a stack: what is superseded, what waits, and what becomes of it when its turn has come. */
const { database, portal } = await portalOfFile();
let number = 0;

const advance = async (runId: string, ...names: RunEventName[]) => {
  for (const name of names) {
    const event = { name, actorId: null };
    await database.db.inTransaction((tx) => advanceRun(tx, { runId, event, now: new Date(), ids: portal.ids }));
  }
};
async function readyStack() {
  const own = number++;
  const { stackId, runId } = await requestStack(database.db, portal, own);
  await advance(runId, 'claim', 'plan_ready', 'approve', 'applied', 'verified');
  return { stackId, parameters: parametersOf(own) };
}
const ask = (stackId: string, wish: Partial<InsertRunInput> = {}) =>
  database.db.inTransaction((tx) =>
    insertRun(tx, {
      stackId,
      kind: 'update',
      requestedById: portal.requesterId,
      reason: '',
      parameters: parametersOf(number - 1),
      blueprint,
      cost: { floorCents: 1, ceilingCents: 2 },
      now: new Date(),
      ids: portal.ids,
      ...wish,
    }),
  );
const tags = (name: string, value: string) => ({ change: { parameters: { tags: { [name]: value } } } });
const run = async (runId: string) => {
  const detail = await getRunDetail(database.db, runId);
  if (!detail) throw new Error(`There is no run ${runId}.`);
  return { ...detail.run, events: detail.history.map(({ event }) => event), last: detail.history.at(-1) };
};
const jobs = async (runId: string) => {
  const rows = await database.db.client.$queryRaw<unknown[]>`
    SELECT 1 FROM pgboss.job WHERE data ->> 'runId' = ${runId} AND data ->> 'phase' = 'plan'`;
  return rows.length;
};

test('a newer request takes the place of one that awaits approval; both know of each other', async () => {
  const { stackId } = await readyStack();
  const first = await ask(stackId);
  await advance(first.runId, 'claim', 'plan_ready');
  const second = await ask(stackId, { requestedById: portal.approverId });
  expect(await run(first.runId)).toMatchObject({
    status: 'discarded',
    last: {
      event: 'supersede',
      by: { id: portal.approverId },
      reason: `The newer update run ${second.runId} takes its place.`,
    },
  });
  expect(await run(second.runId)).toMatchObject({ status: 'queued', supersedesId: first.runId });
  expect((await getStack(database.db, stackId))?.status).toBe('ready');
});

test('a stack that was only asked for is asked for with other parameters, and keeps its name', async () => {
  const { stackId, runId } = await requestStack(database.db, portal, number++);
  await advance(runId, 'claim', 'plan_ready');
  await expect(ask(stackId)).rejects.toMatchObject({
    code: 'conflict',
    publicMessage: expect.stringMatching(/only asked/),
  });
  const parameters = parametersOf(number++);
  const again = await ask(stackId, { kind: 'provision', parameters });
  expect(await run(runId)).toMatchObject({ status: 'discarded' });
  expect(await run(again.runId)).toMatchObject({ kind: 'provision', costBeforeFloorCents: null });
  expect(await getStack(database.db, stackId)).toMatchObject({ status: 'requested', version: 2, parameters });
});

test('what is being worked on is not taken away, and the refusal says what it is, whose and since when', async () => {
  const { stackId } = await readyStack();
  const { runId } = await ask(stackId);
  await advance(runId, 'claim');
  await expect(ask(stackId)).rejects.toMatchObject({
    code: 'conflict',
    publicMessage: expect.stringMatching(
      new RegExp(`The update run ${runId} by requester of vision is planning since 20..-..-.. ..:.. UTC.`),
    ),
    issues: [{ rule: 'run_in_the_way' }],
  });
  await advance(runId, 'plan_ready', 'approve', 'pause');
  // Undecided once more, but a part of it is applied.
  await expect(ask(stackId)).rejects.toMatchObject({ code: 'conflict' });
});

test('runs that wait get the stack in their order, with what the runs before them have made of it', async () => {
  const { stackId, parameters } = await readyStack();
  const busy = await ask(stackId, {
    parameters: { ...parameters, database: { ...parameters.database, storageGb: 50 } },
  });
  await advance(busy.runId, 'claim', 'plan_ready', 'approve');
  const queue = { ifBusy: 'queue', parameters } as const;
  const first = await ask(stackId, { ...queue, ...tags('by', 'first') });
  const second = await ask(stackId, { ...queue, change: { parameters: { database: { backupDays: 9 } } } });
  expect([first.status, second.status, await jobs(first.runId)]).toEqual(['waiting', 'waiting', 0]);
  expect((await getStack(database.db, stackId))?.activeRun).toMatchObject({ id: busy.runId });

  await advance(busy.runId, 'applied', 'verified');
  expect(await run(first.runId)).toMatchObject({
    status: 'queued',
    events: ['request', 'promote'],
    parameters: { database: { storageGb: 50 }, tags: { by: 'first' } },
  });
  expect([await jobs(first.runId), (await run(second.runId)).status]).toEqual([1, 'waiting']);
  await advance(first.runId, 'claim', 'plan_ready', 'approve', 'applied', 'verified');
  expect((await run(second.runId)).parameters).toMatchObject({
    database: { storageGb: 50, backupDays: 9 },
    tags: { by: 'first' },
  });
  await advance(second.runId, 'cancel');
  expect((await getStack(database.db, stackId))?.activeRun).toBeNull();
});

test('a run that has become impossible while it waited fails saying why, and the next one gets the stack', async () => {
  const { stackId, parameters } = await readyStack();
  const larger = { ...parameters, database: { ...parameters.database, storageGb: 500 } };
  const busy = await ask(stackId, { parameters: larger });
  await advance(busy.runId, 'claim', 'plan_ready', 'approve');
  const queue = { ifBusy: 'queue', parameters } as const;
  const smaller = await ask(stackId, { ...queue, change: { parameters: { database: { storageGb: 100 } } } });
  const destroy = await ask(stackId, { ...queue, kind: 'destroy', data: 'purge' });
  const late = await ask(stackId, { ...queue, ...tags('by', 'late') });
  await advance(busy.runId, 'applied', 'verified');
  expect(await run(smaller.runId)).toMatchObject({
    status: 'failed',
    error: expect.stringMatching(/no longer possible: database.storageGb: The database has 500 GB/),
  });
  expect(await run(destroy.runId)).toMatchObject({ status: 'queued', parameters: larger });
  await advance(destroy.runId, 'claim', 'plan_ready', 'approve', 'applied', 'verified');
  expect(await run(late.runId)).toMatchObject({
    status: 'failed',
    error: expect.stringMatching(/the stack is destroyed by now/),
  });
  expect((await getStack(database.db, stackId))?.status).toBe('destroyed');
});

test('canceling a run that waits leaves the stack to the one that works on it', async () => {
  const { stackId } = await readyStack();
  const busy = await ask(stackId);
  await advance(busy.runId, 'claim', 'plan_ready', 'approve');
  const waiting = await ask(stackId, { ifBusy: 'queue', ...tags('by', 'me') });
  await advance(waiting.runId, 'cancel');
  expect(await getStack(database.db, stackId)).toMatchObject({ status: 'updating', activeRun: { id: busy.runId } });
});

test('a request that takes the place of the first takes that of all that wait behind it', async () => {
  const { stackId } = await readyStack();
  const busy = await ask(stackId);
  await advance(busy.runId, 'claim', 'plan_ready', 'approve');
  const waiting = [];
  for (const by of ['a', 'b']) waiting.push(await ask(stackId, { ifBusy: 'queue', ...tags('by', by) }));
  await advance(busy.runId, 'applied', 'verified');
  const newer = await ask(stackId, { kind: 'destroy' });
  expect(await Promise.all(waiting.map(async ({ runId }) => (await run(runId)).status))).toEqual([
    'discarded',
    'discarded',
  ]);
  expect((await run(newer.runId)).status).toBe('queued');
});

test('what runs in the background makes way at once, and takes nothing from anybody', async () => {
  const { stackId } = await readyStack();
  const drift = () => ask(stackId, { kind: 'drift', requestedById: systemUserId, priority: 'background' });
  const queued = await drift();
  const person = await ask(stackId);
  expect(await run(queued.runId)).toMatchObject({ status: 'discarded' });
  await expect(drift()).rejects.toMatchObject({ code: 'conflict' });
  await advance(person.runId, 'cancel');

  const planning = await drift();
  await advance(planning.runId, 'claim');
  const next = await ask(stackId);
  expect(next.status).toBe('waiting');
  expect(await run(planning.runId)).toMatchObject({
    status: 'canceling',
    last: { reason: `It makes way for the update run ${next.runId}.` },
  });
  await advance(planning.runId, 'canceled');
  expect((await run(next.runId)).status).toBe('queued');
});

test('a run is tried again once: by whoever comes first, and not when a newer one has come', async () => {
  const { stackId } = await readyStack();
  const { runId } = await ask(stackId);
  await advance(runId, 'claim', 'fail');
  const retry = { retryOfId: runId };
  const again = await ask(stackId, retry);
  expect(await run(again.runId)).toMatchObject({ retryOfId: runId });
  await expect(ask(stackId, retry)).rejects.toMatchObject({ publicMessage: expect.stringMatching(/newer run/) });
});

test('a stack that was withdrawn is asked for once more, unless its name is taken by now', async () => {
  const own = number++;
  const { stackId, runId } = await requestStack(database.db, portal, own);
  await advance(runId, 'cancel');
  const wish = { kind: 'provision', parameters: parametersOf(own), retryOfId: runId } as const;
  const again = await ask(stackId, wish);
  expect(await getStack(database.db, stackId)).toMatchObject({ status: 'requested', activeRun: { id: again.runId } });
  await advance(again.runId, 'cancel');
  await requestStack(database.db, portal, own);
  await expect(ask(stackId, { ...wish, retryOfId: again.runId })).rejects.toMatchObject({
    code: 'conflict',
    issues: [{ rule: 'slug_taken' }],
  });
});
