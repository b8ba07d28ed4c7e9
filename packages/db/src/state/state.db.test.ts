import { lockVerdict, type RunRestore } from '@flowport/domain';
import { expect, test } from 'vitest';
import { acquireLease } from '../lease/acquireLease.ts';
import { releaseLease } from '../lease/releaseLease.ts';
import { getRun } from '../run/getRun.ts';
import { leaseOf, portalOfFile, requestStack } from '../testing/index.ts';
import { getLockFacts } from './getLockFacts.ts';
import { listStateWriters } from './listStateWriters.ts';
import { saveRestore } from './saveRestore.ts';

const { database, portal } = await portalOfFile();
let number = 0;

const newRun = () => requestStack(database.db, portal, number++);
const minutes = (count: number) => new Date(Date.UTC(2026, 0, 1, 12, count));

test('a lock is explained by the lease of its time, and by the worker that died before', async () => {
  const { runId, stackId } = await newRun();
  await database.db.client.run.update({ where: { id: runId }, data: { startedAt: minutes(0) } });
  await database.db.client.runRecovery.create({
    data: { id: 'rcv_1', runId, deadWorkerId: 'build-1-17-abc', noticedAt: minutes(30) },
  });
  const lease = await leaseOf(database.db, runId, 'build-2-18-def');
  const facts = await getLockFacts(database.db, stackId);
  expect(facts.leases).toContainEqual({
    runId,
    workerId: 'build-1-17-abc',
    acquiredAt: minutes(0),
    endsAt: minutes(30),
  });
  const at = (created: Date, host: string) =>
    lockVerdict({
      lock: { id: 'x', who: `root@${host}`, created: created.toISOString(), operation: 'apply' },
      ...facts,
    });
  expect(at(minutes(10), 'build-1')).toMatchObject({ verdict: 'orphaned', runId, workerId: 'build-1-17-abc' });
  expect(at(facts.now, 'build-2')).toMatchObject({ verdict: 'live', workerId: 'build-2-18-def' });
  expect(at(minutes(10), 'laptop').verdict).toBe('foreign');
  await releaseLease(database.db, lease);
  const released = await getLockFacts(database.db, stackId);
  const own = released.leases.find(({ workerId }) => workerId === 'build-2-18-def');
  expect(own?.endsAt.getTime()).toBeLessThanOrEqual(released.now.getTime());
});

test('a death that a worker with a clock ahead has noticed is over all the same', async () => {
  const { runId, stackId } = await newRun();
  const noticedAt = new Date(Date.now() + 600_000);
  await database.db.client.runRecovery.create({
    data: { id: 'rcv_ahead', runId, deadWorkerId: 'build-1-17-abc', noticedAt },
  });
  const facts = await getLockFacts(database.db, stackId);
  const lock = { id: 'x', who: 'root@build-1', created: new Date().toISOString(), operation: 'apply' };
  expect(lockVerdict({ lock, ...facts })).toMatchObject({ verdict: 'orphaned', runId });
});

test('leases of other stacks explain nothing', async () => {
  const { stackId } = await newRun();
  const other = await newRun();
  await leaseOf(database.db, other.runId);
  expect((await getLockFacts(database.db, stackId)).leases).toEqual([]);
});

test('who may have written a state are the steps of its layer and the runs, of the stack and the time', async () => {
  const { runId, stackId } = await newRun();
  const { client } = database.db;
  await client.run.update({ where: { id: runId }, data: { startedAt: minutes(0), finishedAt: minutes(20) } });
  await client.runStep.updateMany({
    where: { runId, name: 'apply', layer: { in: ['foundation', 'cluster'] } },
    data: { startedAt: minutes(5), finishedAt: minutes(9) },
  });
  const look = (from: number, until: number) =>
    listStateWriters(database.db, { stackId, layer: 'foundation', from: minutes(from), until: minutes(until) });
  expect(await look(6, 7)).toMatchObject([
    { runId, step: 'apply', from: minutes(5), until: minutes(9) },
    { runId, step: null, from: minutes(0), until: minutes(20) },
  ]);
  expect(await look(21, 30)).toEqual([]);
});

test('what a worker plans of a roll back is refused once another one has the run', async () => {
  const { runId } = await newRun();
  const restore: RunRestore = { layer: 'cluster', versionId: 'v1', serial: 3, lineage: 'abc', planned: null };
  const stale = await leaseOf(database.db, runId);
  await database.db.inTransaction((tx) => saveRestore(tx, { restore, lease: stale }));
  expect((await getRun(database.db, runId))?.restore).toEqual(restore);
  await releaseLease(database.db, stale);
  await acquireLease(database.db, { runId, workerId: 'worker-2', leaseSeconds: 60 });
  const late = database.db.inTransaction((tx) => saveRestore(tx, { restore: { ...restore, serial: 9 }, lease: stale }));
  await expect(late).rejects.toMatchObject({ code: 'lease_lost' });
  expect((await getRun(database.db, runId))?.restore?.serial).toBe(3);
});
