import { afterAll, beforeAll, expect, test } from 'vitest';
import { acquireLease } from '../lease/acquireLease.ts';
import { createTestDatabase, insertPortal, requestStack, type TestDatabase } from '../testing/index.ts';
import { clearWorkers } from './clearWorkers.ts';
import { listWorkers } from './listWorkers.ts';
import { recordWorkerStopped } from './recordWorkerStopped.ts';
import { registerWorker } from './registerWorker.ts';
import { reportWorker } from './reportWorker.ts';
import { setWorkerMode } from './setWorkerMode.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const register = async (id: string) => {
  await registerWorker(database.db, { id, host: 'pine', pid: 41, version: '1.2.3', concurrency: 2 });
};
const known = async (id: string) => (await listWorkers(database.db)).find((worker) => worker.id === id);
const silentFor = (id: string, seconds: number) => database.db.client.$executeRaw`
  UPDATE worker SET heartbeat_at = clock_timestamp() - make_interval(secs => ${seconds}) WHERE id = ${id}`;

test('a worker is listed with what it holds, and no longer than it holds it', async () => {
  const portal = await insertPortal(database.db);
  const { runId } = await requestStack(database.db, portal, 1);
  await register('w-holds');
  expect(await known('w-holds')).toMatchObject({ host: 'pine', pid: 41, mode: 'active', isAlive: true, holds: [] });
  await acquireLease(database.db, { runId, workerId: 'w-holds', leaseSeconds: 60 });
  expect((await known('w-holds'))?.holds).toEqual([
    { runId, slug: 'stack-1', teamId: portal.team.id, since: expect.any(Date) },
  ]);
  await database.db.client.runLease.update({ where: { runId }, data: { releasedAt: new Date() } });
  expect((await known('w-holds'))?.holds).toEqual([]);
});

test('a worker hears at once, and at its heartbeat, what is wished of it', async () => {
  await register('w-told');
  const heard = Promise.withResolvers<string>();
  const unlisten = await database.db.listen('flowport_worker', heard.resolve);
  expect(await setWorkerMode(database.db, { workerId: 'w-told', mode: 'paused' })).toBe('active');
  expect(await heard.promise).toBe('w-told');
  await unlisten();
  expect(await reportWorker(database.db, 'w-told')).toBe('paused');
  expect(await setWorkerMode(database.db, { workerId: 'w-told', mode: 'active' })).toBe('paused');
});

test('one that drains is not called back, one that has ended is wished nothing, and a stranger is not found', async () => {
  await register('w-ends');
  await setWorkerMode(database.db, { workerId: 'w-ends', mode: 'draining' });
  const again = setWorkerMode(database.db, { workerId: 'w-ends', mode: 'active' });
  await expect(again).rejects.toMatchObject({ code: 'conflict' });
  expect(await reportWorker(database.db, 'w-ends')).toBe('draining');
  await recordWorkerStopped(database.db, 'w-ends');
  expect(await known('w-ends')).toMatchObject({ isAlive: false, stoppedAt: expect.any(Date) });
  const over = setWorkerMode(database.db, { workerId: 'w-ends', mode: 'paused' });
  await expect(over).rejects.toMatchObject({ code: 'conflict' });
  const nobody = setWorkerMode(database.db, { workerId: 'w-nobody', mode: 'paused' });
  await expect(nobody).rejects.toMatchObject({ code: 'not_found' });
});

test('one that is silent counts as dead, is alive again with its next report, and is forgotten after a day', async () => {
  await register('w-silent');
  await silentFor('w-silent', 20);
  expect(await known('w-silent')).toMatchObject({ isAlive: false, stoppedAt: null });
  await reportWorker(database.db, 'w-silent');
  expect(await known('w-silent')).toMatchObject({ isAlive: true });
  await silentFor('w-silent', 25 * 3600);
  expect(await clearWorkers(database.db, { olderThanSeconds: 24 * 3600 })).toBe(1);
  expect(await known('w-silent')).toBeUndefined();
  // As after a machine that slept: the worker makes itself known anew.
  expect(await reportWorker(database.db, 'w-silent')).toBeUndefined();
});
