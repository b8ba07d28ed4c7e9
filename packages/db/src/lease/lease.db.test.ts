import { expect, test } from 'vitest';
import { appendJournal } from '../journal/appendJournal.ts';
import { listJournal } from '../journal/listJournal.ts';
import { saveOutputs } from '../output/saveOutputs.ts';
import { advanceRun } from '../run/advanceRun.ts';
import { recordStepStarted } from '../step/recordStepStarted.ts';
import { leaseOf, portalOfFile, requestStack, vpcCreated } from '../testing/index.ts';
import { acquireLease } from './acquireLease.ts';
import { extendLease } from './extendLease.ts';
import { markExpiredLeases } from './markExpiredLeases.ts';
import { releaseLease } from './releaseLease.ts';

const { database, portal } = await portalOfFile();
let number = 0;

const newRun = () => requestStack(database.db, portal, number++);
const runOut = (runId: string) =>
  database.db.client.runLease.update({ where: { runId }, data: { expiresAt: new Date(0) } });

test('of many workers exactly one gets a run', async () => {
  const { runId } = await newRun();
  const all = await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      acquireLease(database.db, { runId, workerId: `worker-${i}`, leaseSeconds: 60 }),
    ),
  );
  expect(all.filter((lease) => lease !== undefined)).toHaveLength(1);
});

test('a run whose lease expired is given to another worker, and every write of the old one is refused', async () => {
  const { runId, stackId } = await newRun();
  const old = await leaseOf(database.db, runId);
  const { db } = database;
  const now = new Date();
  await recordStepStarted(db, { runId, name: 'synth', layer: null, lease: old, now });
  expect(await acquireLease(db, { runId, workerId: 'worker-2', leaseSeconds: 60 })).toBeUndefined();
  await runOut(runId);
  await expect(extendLease(db, { lease: old, leaseSeconds: 60 })).rejects.toMatchObject({ code: 'lease_lost' });
  const next = await acquireLease(db, { runId, workerId: 'worker-2', leaseSeconds: 60 });
  expect(next?.token).toBe(old.token + 1);
  const refused = await Promise.allSettled([
    recordStepStarted(db, { runId, name: 'synth', layer: null, lease: old, now }),
    appendJournal(db, { runId, entries: [vpcCreated(now)], lease: old }),
    db.inTransaction((tx) => saveOutputs(tx, { stackId, layer: 'foundation', outputs: [], now, lease: old })),
  ]);
  expect(refused).toMatchObject(refused.map(() => ({ status: 'rejected', reason: { code: 'lease_lost' } })));
  expect(await listJournal(db, runId)).toEqual([]);
});

test('a lease of one run is none for another', async () => {
  const [one, other] = [await newRun(), await newRun()];
  const lease = await leaseOf(database.db, one.runId);
  const now = new Date();
  const { db } = database;
  await expect(
    recordStepStarted(db, { runId: other.runId, name: 'synth', layer: null, lease, now }),
  ).rejects.toMatchObject({ code: 'lease_lost' });
  const outputs = { stackId: other.stackId, layer: 'foundation', outputs: [], now, lease } as const;
  await expect(db.inTransaction((tx) => saveOutputs(tx, outputs))).rejects.toMatchObject({ code: 'lease_lost' });
});

test('a lease that was released is free at once, and one that is held learns of a cancellation', async () => {
  const { runId } = await newRun();
  const { db } = database;
  const lease = await leaseOf(db, runId);
  const advance = (name: 'claim' | 'cancel') =>
    db.inTransaction((tx) =>
      advanceRun(tx, { runId, event: { name, actorId: null }, now: new Date(), ids: portal.ids }),
    );
  await advance('claim');
  await advance('cancel');
  const { lease: longer, runStatus } = await extendLease(db, { lease, leaseSeconds: 120 });
  expect(runStatus).toBe('canceling');
  expect(longer.expiresAt.getTime()).toBeGreaterThan(lease.expiresAt.getTime());
  await releaseLease(db, longer);
  expect(await acquireLease(db, { runId, workerId: 'worker-2', leaseSeconds: 60 })).toMatchObject({ token: 2 });
});

test('each expired lease is handed to one sweeper alone, together with the interruption of its run', async () => {
  const { db } = database;
  const runs = await Promise.all(Array.from({ length: 6 }, newRun));
  const leases = await Promise.all(runs.map(({ runId }) => leaseOf(db, runId)));
  for (const lease of leases) {
    await db.inTransaction((tx) =>
      advanceRun(tx, {
        runId: lease.runId,
        event: { name: 'claim', actorId: null },
        now: new Date(),
        ids: portal.ids,
        lease,
      }),
    );
    await runOut(lease.runId);
  }
  const sweep = () =>
    db.inTransaction(async (tx) => {
      const expired = await markExpiredLeases(tx);
      for (const { runId } of expired) {
        await advanceRun(tx, { runId, event: { name: 'interrupt', actorId: null }, now: new Date(), ids: portal.ids });
      }
      return expired.map((lease) => lease.runId);
    });
  const swept = (await Promise.all([sweep(), sweep(), sweep()])).flat();
  const mine = new Set(runs.map(({ runId }) => runId));
  expect(swept.filter((runId) => mine.has(runId)).sort()).toEqual([...mine].sort());
  const statuses = await db.client.run.findMany({ where: { id: { in: [...mine] } }, select: { status: true } });
  expect(statuses.every((run) => run.status === 'queued')).toBe(true);
  for (const lease of leases) {
    await expect(extendLease(db, { lease, leaseSeconds: 60 })).rejects.toMatchObject({ code: 'lease_lost' });
  }
});
