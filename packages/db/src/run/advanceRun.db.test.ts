import {
  allowedEvents,
  type DataChoice,
  type Kept,
  type RunEventName,
  type RunStatus,
  type StackStatus,
  transition,
  transitions,
} from '@flowport/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { savePlan } from '../plan/savePlan.ts';
import { blueprint, leaseOf, parametersOf, portalOfFile, requestStack } from '../testing/index.ts';
import { advanceRun } from './advanceRun.ts';
import { getKept } from './getKept.ts';
import { getRunDetail } from './getRunDetail.ts';
import { type InsertRunInput, insertRun } from './insertRun.ts';
import { listLeftBehind } from './listLeftBehind.ts';

const { database, portal } = await portalOfFile();
let number = 0;

const newRun = () => requestStack(database.db, portal, number++);
const advance = (runId: string, name: RunEventName, more: Partial<Parameters<typeof advanceRun>[1]> = {}) =>
  database.db.inTransaction((tx) =>
    advanceRun(tx, { runId, event: { name, actorId: null }, now: new Date(), ids: portal.ids, ...more }),
  );
const ask = (stackId: string, wish: Pick<InsertRunInput, 'kind' | 'data' | 'parameters'>) =>
  database.db.inTransaction((tx) =>
    insertRun(tx, {
      stackId,
      requestedById: portal.requesterId,
      reason: '',
      blueprint,
      cost: { floorCents: 1, ceilingCents: 2 },
      now: new Date(),
      ids: portal.ids,
      ...wish,
    }),
  );
const jobs = (runId: string) =>
  database.db.client.$queryRaw<{ phase: string }[]>`
    SELECT data ->> 'phase' AS phase FROM pgboss.job WHERE data ->> 'runId' = ${runId} ORDER BY created_on, id`;

test('of many who move a run on at once exactly one succeeds, and the others hear that it has moved', async () => {
  const { runId } = await newRun();
  const attempts = await Promise.allSettled(Array.from({ length: 16 }, () => advance(runId, 'claim')));
  const lost = attempts.filter((attempt) => attempt.status === 'rejected').map((attempt) => attempt.reason);
  expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1);
  expect(lost.every((error) => error.code === 'conflict')).toBe(true);
  const detail = await getRunDetail(database.db, runId);
  expect(detail?.run).toMatchObject({ status: 'planning', version: 2 });
  expect(detail?.history.map((entry) => entry.event)).toEqual(['request', 'claim']);
});

test('a transaction that rolls back leaves status, history, audit and queue as they were', async () => {
  const { runId } = await newRun();
  await advance(runId, 'claim');
  await advance(runId, 'plan_ready');
  const undone = database.db.inTransaction(async (tx) => {
    await advanceRun(tx, {
      runId,
      event: { name: 'approve', actorId: portal.approverId },
      now: new Date(),
      ids: portal.ids,
    });
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  const detail = await getRunDetail(database.db, runId);
  expect(detail?.run.status).toBe('awaiting_approval');
  expect(detail?.history.map((entry) => entry.event)).toEqual(['request', 'claim', 'plan_ready']);
  expect(await jobs(runId)).toEqual([{ phase: 'plan' }]);
});

test('an approval of a plan that is another one by now is void', async () => {
  const { runId } = await newRun();
  await advance(runId, 'claim');
  await advance(runId, 'plan_ready');
  await expect(advance(runId, 'approve', { expect: { digest: 'a'.repeat(64) } })).rejects.toMatchObject({
    code: 'approval_void',
  });
  await expect(advance(runId, 'approve', { expect: { version: 1 } })).rejects.toMatchObject({ code: 'conflict' });
});

test('a stack that was applied has the parameters of its run, and one whose run was rejected is withdrawn', async () => {
  const applied = await newRun();
  for (const name of ['claim', 'plan_ready', 'approve', 'applied', 'verified'] as const)
    await advance(applied.runId, name);
  const rejected = await newRun();
  for (const name of ['claim', 'plan_ready', 'reject'] as const) await advance(rejected.runId, name);
  const status = async (id: string) => (await database.db.client.stack.findUniqueOrThrow({ where: { id } })).status;
  expect(await status(applied.stackId)).toBe('ready');
  expect(await status(rejected.stackId)).toBe('withdrawn');
  const detail = await getRunDetail(database.db, rejected.runId);
  expect(detail?.steps.every((step) => step.status === 'skipped')).toBe(true);
  expect(detail?.run.finishedAt).not.toBeNull();
});

test('a stack whose checks fail is degraded, has what was applied, and is ready once a change finds it well', async () => {
  const { stackId, runId } = await newRun();
  for (const name of ['claim', 'plan_ready', 'approve', 'applied'] as const) await advance(runId, name);
  const parameters = { ...parametersOf(number - 1), tags: { state: 'applied' } };
  await database.db.client.run.update({ where: { id: runId }, data: { parameters } });
  await advance(runId, 'fail', { error: 'The metadata service does not answer.' });
  const stack = () => database.db.client.stack.findUniqueOrThrow({ where: { id: stackId } });
  expect(await stack()).toMatchObject({ status: 'degraded', parameters: { tags: { state: 'applied' } } });

  for (const [end, after] of [
    ['fail', 'degraded'],
    ['verified', 'ready'],
  ] as const) {
    const { runId: again } = await ask(stackId, { kind: 'update', parameters });
    for (const name of ['claim', 'recheck', end] as const) await advance(again, name);
    expect((await stack()).status).toBe(after);
    const { steps } = (await getRunDetail(database.db, again)) ?? { steps: [] };
    expect(steps.filter((step) => step.name === 'apply').map((step) => step.status)).toEqual(Array(3).fill('skipped'));
  }
});

test('a destroy that was carried out says what it has kept, and one that was rejected has kept nothing', async () => {
  const { db } = database;
  const { stackId, runId } = await newRun();
  const parameters = parametersOf(number - 1);
  const kept: Kept[] = [{ kind: 'bucket', name: 'mf-kept' }];
  for (const name of ['claim', 'plan_ready', 'approve', 'applied', 'verified'] as const) await advance(runId, name);
  const destroy = async (data: DataChoice | undefined, ...names: RunEventName[]) => {
    const { runId: id } = await ask(stackId, { kind: 'destroy', parameters, ...(data ? { data } : {}) });
    const lease = await leaseOf(db, id);
    await advance(id, 'claim');
    const plan = { replaces: 'run', layers: [], digest: 'd'.repeat(64), kept } as const;
    await db.inTransaction((tx) => savePlan(tx, { runId: id, ...plan, now: new Date(), ids: portal.ids, lease }));
    for (const name of names) await advance(id, name);
    const stack = await db.client.stack.findUniqueOrThrow({ where: { id: stackId } });
    return { run: (await getRunDetail(db, id))?.run, status: stack.status, left: await getKept(db, stackId) };
  };
  expect(await destroy('purge', 'plan_ready', 'reject')).toMatchObject({ run: { kept }, status: 'ready', left: [] });
  expect(await destroy('retain', 'plan_ready', 'approve', 'applied', 'verified')).toMatchObject({
    run: { data: 'retain', kept },
    status: 'retained',
    left: kept,
  });
  // One that failed in its apply may have left something, one that never came to it has not.
  await destroy('snapshot', 'plan_ready', 'cancel');
  expect(await listLeftBehind(db, stackId)).toEqual([]);
  await destroy('snapshot', 'plan_ready', 'approve', 'fail');
  expect(await listLeftBehind(db, stackId)).toEqual(kept);
  expect(await destroy(undefined, 'plan_empty')).toMatchObject({ run: { data: 'snapshot' }, status: 'destroyed' });
});

test('a failed run says why, and a paused one what it waits for, until it moves on', async () => {
  const { runId } = await newRun();
  await advance(runId, 'claim');
  await advance(runId, 'plan_ready');
  await advance(runId, 'approve');
  await advance(runId, 'pause', { pauseReason: 'cluster would delete\0 a node group' });
  expect((await getRunDetail(database.db, runId))?.run.pauseReason).toBe('cluster would delete\ufffd a node group');
  await advance(runId, 'approve');
  await advance(runId, 'fail', { error: 'quota exceeded' });
  expect((await getRunDetail(database.db, runId))?.run).toMatchObject({ error: 'quota exceeded', pauseReason: null });
});

test('there is no run that does not exist', async () => {
  await expect(advance('run_00000000000000000000000000', 'claim')).rejects.toMatchObject({ code: 'not_found' });
});

test('a random walk leaves what the domain says, in run, stack, history, audit and queue', async () => {
  const events = Object.keys(transitions) as RunEventName[];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...events), { minLength: 5, maxLength: 25 }), async (walk) => {
      const { runId, stackId } = await newRun();
      let status: RunStatus = 'queued';
      let stack: StackStatus = 'requested';
      const taken: RunEventName[] = [];
      const phases = ['plan'];
      for (const name of walk) {
        if (!allowedEvents(status).includes(name)) {
          await expect(advance(runId, name)).rejects.toMatchObject({ code: 'conflict' });
          continue;
        }
        const run = { id: runId, stackId, kind: 'provision', data: null, status, version: taken.length + 1 } as const;
        const { effects } = transition(run, { name, actorId: null }, new Date(), stack);
        for (const effect of effects) if (effect.type === 'stackStatus') stack = effect.status;
        status = (await advance(runId, name)).status;
        taken.push(name);
        if (name === 'approve') phases.push('apply');
        if (name === 'replan' || (name === 'interrupt' && status === 'queued')) phases.push('plan');
        else if (name === 'interrupt' || name === 'force') phases.push('recover');
      }
      const detail = await getRunDetail(database.db, runId);
      expect(detail?.run).toMatchObject({ status, version: taken.length + 1 });
      expect(detail?.run.stack).toMatchObject({ id: stackId, status: stack });
      expect(detail?.history.map((entry) => entry.event)).toEqual(['request', ...taken]);
      const audited = await database.db.client.auditEvent.count({ where: { subjectKind: 'run', subjectId: runId } });
      expect(audited).toBe(taken.length);
      expect((await jobs(runId)).map((job) => job.phase).sort()).toEqual(phases.sort());
    }),
    { numRuns: 40 },
  );
});

test('a worker moves its run on with its lease, and not with one that was taken over', async () => {
  const { runId } = await newRun();
  const lease = await leaseOf(database.db, runId);
  await advance(runId, 'claim', { lease });
  const { client } = database.db;
  await client.runLease.update({ where: { runId }, data: { expiresAt: new Date(0) } });
  const next = await leaseOf(database.db, runId, 'worker-2');
  expect(next.token).toBe(lease.token + 1);
  await expect(advance(runId, 'plan_ready', { lease })).rejects.toMatchObject({ code: 'lease_lost' });
  await advance(runId, 'plan_ready', { lease: next });
});
