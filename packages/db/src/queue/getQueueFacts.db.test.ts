import { systemUserId } from '@flowport/domain';
import { expect, test } from 'vitest';
import { advanceRun } from '../run/advanceRun.ts';
import { leaseOf, portalOfFile, requestStack } from '../testing/index.ts';
import { registerWorker } from '../worker/registerWorker.ts';
import { setWorkerMode } from '../worker/setWorkerMode.ts';
import { getQueueFacts } from './getQueueFacts.ts';
import { openQueue } from './openQueue.ts';

const { database, portal } = await portalOfFile();

const facts = (runId: string) => getQueueFacts(database.db, runId);

test('positions are those in which the jobs are then taken: urgent ones first, older ones first', async () => {
  const requested = [];
  for (let number = 1; number <= 5; number++) requested.push(await requestStack(database.db, portal, number));
  const runIds = requested.map(({ runId }) => runId);
  const [later = '', , , , approved = ''] = runIds;
  // As Flowport's own, the first one gives way to all others; as approved, the last one goes before them.
  await database.db.client.run.update({ where: { id: later }, data: { requestedById: systemUserId } });
  for (const [runId, phase] of [
    [later, 'plan'],
    [approved, 'apply'],
  ] as const) {
    await database.db.client.$executeRaw`DELETE FROM pgboss.job WHERE data ->> 'runId' = ${runId}`;
    const stackId = requested.find((run) => run.runId === runId)?.stackId ?? '';
    await database.db.inTransaction((tx) => tx.enqueue({ runId, stackId, phase }));
  }
  const places = await Promise.all(runIds.map(async (runId) => ({ runId, place: (await facts(runId)).place })));
  expect(places.every(({ place }) => place?.of === 5)).toBe(true);
  const told = places.sort((a, b) => (a.place?.position ?? 0) - (b.place?.position ?? 0)).map(({ runId }) => runId);

  const taken: string[] = [];
  const abort = new AbortController();
  const queue = await openQueue(database.db);
  await queue.work(
    async ({ runId }) => {
      taken.push(runId);
      // While it is taken it has no place any more.
      expect(await facts(runId)).toMatchObject({ place: null, isTaken: true, taken: [{ runId, kind: 'provision' }] });
      if (taken.length === runIds.length) abort.abort();
    },
    { concurrency: 1, signal: abort.signal, onError: (error) => taken.push(String(error)) },
  );
  await queue.close();
  expect(taken).toEqual(told);
});

test('only workers that live count, and slots are of those that take runs', async () => {
  const { runId } = await requestStack(database.db, portal, 10);
  expect((await facts(runId)).workers).toEqual({ alive: 0, active: 0, slots: 0 });
  for (const id of ['w-1', 'w-2', 'w-dead']) {
    await registerWorker(database.db, { id, host: 'pine', pid: 1, version: '1', concurrency: 3 });
  }
  await setWorkerMode(database.db, { workerId: 'w-2', mode: 'paused' });
  await database.db.client.worker.update({ where: { id: 'w-dead' }, data: { heartbeatAt: new Date(0) } });
  expect((await facts(runId)).workers).toEqual({ alive: 2, active: 1, slots: 3 });
});

test('a worker is silent once its lease has run out, and lost once that was noticed', async () => {
  const { runId } = await requestStack(database.db, portal, 11);
  const lease = await leaseOf(database.db, runId, 'w-silent');
  const advance = (name: 'claim' | 'interrupt', reason?: string) =>
    database.db.inTransaction((tx) =>
      advanceRun(tx, { runId, event: { name, actorId: null, reason }, now: new Date(), ids: portal.ids }),
    );
  await advance('claim');
  expect(await facts(runId)).toMatchObject({ isTaken: true, silentWorkerId: null, lost: null });
  await database.db.client.runLease.update({ where: { runId }, data: { expiresAt: new Date(0) } });
  expect(await facts(runId)).toMatchObject({ silentWorkerId: lease.workerId });
  await database.db.client.runLease.update({ where: { runId }, data: { releasedAt: new Date() } });
  await advance('interrupt', 'The worker w-silent has stopped answering.');
  expect(await facts(runId)).toMatchObject({
    isTaken: false,
    silentWorkerId: null,
    lost: { reason: 'The worker w-silent has stopped answering.', at: expect.any(Date) },
  });
});

test('a run that waits behind another one of its stack knows it', async () => {
  const { runId, stackId } = await requestStack(database.db, portal, 12);
  const first = await database.db.client.run.findUniqueOrThrow({ where: { id: runId } });
  const second = portal.ids('run', new Date());
  await database.db.client.run.create({
    data: {
      id: second,
      stackId,
      kind: 'update',
      status: 'waiting',
      requestedById: portal.requesterId,
      reason: '',
      parameters: first.parameters ?? {},
      blueprint: first.blueprint,
      blueprintVersion: first.blueprintVersion,
      costFloorCents: 1,
      costCeilingCents: 1,
    },
  });
  expect((await facts(second)).behind).toMatchObject({ runId, kind: 'provision', status: 'queued' });
  expect((await facts(runId)).behind).toBeNull();
});
