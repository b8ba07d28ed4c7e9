import { expect, test } from 'vitest';
import { leaseOf, portalOfFile, requestStack } from '../testing/index.ts';
import { requeueStranded } from './requeueStranded.ts';

const { database, portal } = await portalOfFile();

const requeue = () =>
  database.db.inTransaction((tx) => requeueStranded(tx, { graceSeconds: 60, now: new Date(), ids: portal.ids }));
const jobsOf = (runId: string) => database.db.client.$queryRaw<{ phase: string }[]>`
  SELECT data ->> 'phase' AS phase FROM pgboss.job WHERE data ->> 'runId' = ${runId} AND state < 'completed'`;

let number = 0;
/** A run of long ago in this status, whose job is gone. */
async function stranded(
  status: 'queued' | 'applying' | 'verifying' | 'interrupted' | 'canceling' | 'awaiting_approval',
) {
  const { runId } = await requestStack(database.db, portal, ++number);
  const statusAt = new Date(Date.now() - 120_000);
  await database.db.client.run.update({ where: { id: runId }, data: { status, statusAt } });
  await database.db.client.$executeRaw`DELETE FROM pgboss.job WHERE data ->> 'runId' = ${runId}`;
  return runId;
}

test.each([
  ['queued', 'plan'],
  ['applying', 'apply'],
  ['interrupted', 'recover'],
  ['canceling', 'recover'],
] as const)('a run that is %s and has no job any more gets one to %s', async (status, phase) => {
  const runId = await stranded(status);
  expect(await requeue()).toEqual([runId]);
  expect(await jobsOf(runId)).toEqual([{ phase }]);
  expect(await requeue()).toEqual([]);
});

test('a run that a worker has left in the middle is interrupted, and then recovered', async () => {
  const runId = await stranded('verifying');
  expect(await requeue()).toEqual([runId]);
  expect(await jobsOf(runId)).toEqual([{ phase: 'recover' }]);
  expect(await database.db.client.run.findUnique({ where: { id: runId } })).toMatchObject({ status: 'interrupted' });
});

test('a job that the queue has given up is no job', async () => {
  const { runId } = await requestStack(database.db, portal, ++number);
  await database.db.client.run.update({ where: { id: runId }, data: { statusAt: new Date(0) } });
  expect(await requeue()).toEqual([]);
  await database.db.client.$executeRaw`UPDATE pgboss.job SET state = 'failed' WHERE data ->> 'runId' = ${runId}`;
  expect(await requeue()).toEqual([runId]);
});

test('a run that awaits approval, has a worker, or has changed just now is left alone', async () => {
  await stranded('awaiting_approval');
  await leaseOf(database.db, await stranded('applying'));
  const fresh = await stranded('queued');
  await database.db.client.run.update({ where: { id: fresh }, data: { statusAt: new Date() } });
  expect(await requeue()).toEqual([]);
});
