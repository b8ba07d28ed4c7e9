import { lockVerdict } from '@flowport/domain';
import { expect, test } from 'vitest';
import { markExpiredLeases } from '../lease/markExpiredLeases.ts';
import { getLockFacts } from '../state/getLockFacts.ts';
import { leaseOf, portalOfFile, requestStack } from '../testing/index.ts';
import { beginRecovery } from './beginRecovery.ts';
import { listRecoveries } from './listRecoveries.ts';
import { noticeRecovery } from './noticeRecovery.ts';
import { tellRecovery } from './tellRecovery.ts';

const { database, portal } = await portalOfFile();
let number = 0;

const entry = (text: string) => ({ at: new Date().toISOString(), text });
const begin = async (runId: string, workerId: string) => {
  const lease = await leaseOf(database.db, runId, workerId);
  const input = { runId, lease, now: new Date(), ids: portal.ids };
  return { lease, ...(await database.db.inTransaction((tx) => beginRecovery(tx, input))) };
};
const notice = (runId: string, deadWorkerId: string) =>
  database.db.inTransaction((tx) =>
    noticeRecovery(tx, { runId, deadWorkerId, entries: [entry('gone')], now: new Date(), ids: portal.ids }),
  );
const release = (runId: string) =>
  database.db.client.runLease.update({ where: { runId }, data: { releasedAt: new Date() } });

test('a story is opened by who notices, told by who goes on, and ends once', async () => {
  const { db } = database;
  const { runId } = await requestStack(db, portal, number++);
  await notice(runId, 'worker-1');
  const { lease, recoveryId } = await begin(runId, 'worker-2');
  await tellRecovery(db, { recoveryId, entries: [entry('unlocked')], lease });
  await tellRecovery(db, { recoveryId, entries: [entry('went on')], finishedAt: new Date(), lease });
  const [recovery] = await listRecoveries(db, runId);
  expect(recovery).toMatchObject({ deadWorkerId: 'worker-1', workerId: 'worker-2', finishedAt: expect.any(Date) });
  expect(recovery?.story.map(({ text }) => text)).toEqual(['gone', 'unlocked', 'went on']);
  await release(runId);
  expect((await begin(runId, 'worker-3')).recoveryId).not.toBe(recoveryId);
});

test('a recovery whose worker dies is gone on with by the next one', async () => {
  const { db } = database;
  const { runId } = await requestStack(db, portal, number++);
  await notice(runId, 'worker-1');
  const first = await begin(runId, 'worker-2');
  await release(runId);
  await notice(runId, 'worker-2');
  const second = await begin(runId, 'worker-3');
  expect((await listRecoveries(db, runId)).map(({ workerId }) => workerId)).toEqual(['worker-2', 'worker-3']);
  expect(second.recoveryId).not.toBe(first.recoveryId);
  const told = tellRecovery(db, { recoveryId: first.recoveryId, entries: [entry('late')], lease: first.lease });
  await expect(told).rejects.toMatchObject({ code: 'lease_lost' });
});

test('the leases of a stack, lost ones included, tell whose a lock is', async () => {
  const { db } = database;
  const { runId, stackId } = await requestStack(db, portal, number++);
  await leaseOf(db, runId, 'pine-1-aaaaaa');
  const lock = { id: 'l', who: 'root@pine', created: new Date().toISOString(), operation: 'apply' };
  const judge = async () => lockVerdict({ lock, ...(await getLockFacts(db, stackId)) });
  expect(await judge()).toMatchObject({ verdict: 'live', runId, workerId: 'pine-1-aaaaaa' });
  await db.client.runLease.update({ where: { runId }, data: { expiresAt: new Date() } });
  await db.inTransaction((tx) => markExpiredLeases(tx));
  expect(await judge()).toMatchObject({ verdict: 'orphaned' });
  await notice(runId, 'pine-1-aaaaaa');
  await leaseOf(db, runId, 'oak-1-bbbbbb');
  expect(await judge()).toMatchObject({ verdict: 'orphaned', workerId: 'pine-1-aaaaaa' });
});
