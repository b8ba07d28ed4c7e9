import { expect, test } from 'vitest';
import type { Connection, Tx } from '../database/connection.ts';
import * as verbs from '../index.ts';
import { leaseOf, type Portal, portalOfFile, requestStack, vpcCreated } from '../testing/index.ts';
import type { Lease } from './lease.ts';

/** Every verb of this package that is given a lease, by type: one that is added does not compile until it is tried here. */
type Fenced = {
  [Name in keyof typeof verbs]: (typeof verbs)[Name] extends (connection: never, input: infer Input) => unknown
    ? 'lease' extends keyof Input
      ? Name
      : never
    : never;
}[keyof typeof verbs];

type Scene = {
  db: Connection;
  tx: Tx;
  runId: string;
  stackId: string;
  lease: Lease;
  recoveryId: string;
  portal: Portal;
};

const now = new Date();
const step = { name: 'synth', layer: null } as const;
const counts = { create: 0, update: 0, replace: 0, delete: 0, forget: 0, unchanged: 0 };
const plan: verbs.SavedLayerPlan['plan'] = {
  layer: 'foundation',
  basis: 'exact',
  counts,
  changes: [],
  release: [],
  drift: [],
  outputsChanged: [],
};
const restore = { layer: 'foundation', versionId: 'v', serial: 1, lineage: 'l', planned: null } as const;

const attempts: Record<Fenced, (scene: Scene) => Promise<unknown>> = {
  advanceRun: ({ tx, runId, lease, portal: { ids } }) =>
    verbs.advanceRun(tx, { runId, event: { name: 'claim', actorId: null }, now, ids, lease }),
  appendJournal: ({ db, runId, lease }) => verbs.appendJournal(db, { runId, entries: [vpcCreated(now)], lease }),
  appendLog: ({ db, runId, lease }) => verbs.appendLog(db, { runId, text: 'x', at: now, ...logOf, lease }),
  beginRecovery: ({ tx, runId, lease, portal: { ids } }) => verbs.beginRecovery(tx, { runId, lease, now, ids }),
  extendLease: ({ db, lease }) => verbs.extendLease(db, { lease, leaseSeconds: 60 }),
  recordDriftCheck: ({ tx, runId, stackId, lease, portal: { ids } }) =>
    verbs.recordDriftCheck(tx, { runId, stackId, layers: [], found: [], now, ids, lease }),
  recordStepFinished: ({ db, runId, lease }) =>
    verbs.recordStepFinished(db, { runId, ...step, status: 'succeeded', now, lease }),
  recordStepProgress: ({ db, runId, lease }) =>
    verbs.recordStepProgress(db, { runId, ...step, progress: { done: 1, total: 2, current: null }, lease }),
  recordStepStarted: ({ db, runId, lease }) => verbs.recordStepStarted(db, { runId, ...step, now, lease }),
  saveChecks: ({ tx, runId, stackId, lease, portal: { ids } }) =>
    verbs.saveChecks(tx, { subject: { kind: 'stack', stackId, runId }, checks: [], now, ids, lease }),
  saveOutputs: ({ tx, stackId, lease }) =>
    verbs.saveOutputs(tx, { stackId, layer: 'foundation', outputs: [], now, lease }),
  savePlan: ({ tx, runId, lease, portal: { ids } }) =>
    verbs.savePlan(tx, {
      runId,
      replaces: 'run',
      layers: [{ plan, planFile: null, stateLineage: null, stateSerial: null }],
      digest: 'a'.repeat(64),
      now,
      ids,
      lease,
    }),
  saveResources: ({ tx, stackId, lease }) =>
    verbs.saveResources(tx, { stackId, layer: 'foundation', resources: [], lease }),
  saveRestore: ({ tx, lease }) => verbs.saveRestore(tx, { restore, lease }),
  tellRecovery: ({ db, recoveryId, lease }) => verbs.tellRecovery(db, { recoveryId, entries: [], lease }),
};
const logOf = { step: null, layer: null };

const { database, portal } = await portalOfFile();

let number = 0;
async function scene(): Promise<Omit<Scene, 'tx' | 'lease'> & { lease: Lease }> {
  const { db } = database;
  const { runId, stackId } = await requestStack(db, portal, number++);
  const lease = await leaseOf(db, runId, 'worker-1');
  const { recoveryId } = await db.inTransaction((tx) =>
    verbs.beginRecovery(tx, { runId, lease, now, ids: portal.ids }),
  );
  return { db, runId, stackId, lease, recoveryId, portal };
}

/** Everything that a worker writes of a run and its stack. */
async function written(runId: string, stackId: string): Promise<string> {
  const { client } = database.db;
  const found = await Promise.all([
    client.run.findMany({ where: { id: runId } }),
    client.runStep.findMany({ where: { runId }, orderBy: { position: 'asc' } }),
    client.journalEntry.findMany({ where: { runId } }),
    client.logChunk.findMany({ where: { runId } }),
    client.plan.findMany({ where: { runId } }),
    client.runRecovery.findMany({ where: { runId } }),
    client.runLease.findMany({ where: { runId } }),
    client.output.findMany({ where: { stackId } }),
    client.stackResource.findMany({ where: { stackId } }),
    client.check.findMany({ where: { stackId } }),
    client.stack.findMany({ where: { id: stackId } }),
  ]);
  return JSON.stringify(found, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

const names = Object.keys(attempts) as Fenced[];

test.each(names)('%s writes nothing for a worker whose run was taken over', async (name) => {
  const { lease, ...rest } = await scene();
  const { db } = database;
  await db.client.runLease.update({ where: { runId: rest.runId }, data: { expiresAt: new Date(0) } });
  await leaseOf(db, rest.runId, 'worker-2');
  const before = await written(rest.runId, rest.stackId);
  const attempt = db.inTransaction((tx) => attempts[name]({ ...rest, db: tx, tx, lease }));
  await expect(attempt).rejects.toMatchObject({ code: 'lease_lost' });
  expect(await written(rest.runId, rest.stackId)).toBe(before);
});

test.each(names)('%s writes nothing for a worker whose lease was swept', async (name) => {
  const { lease, ...rest } = await scene();
  const { db } = database;
  await db.client.runLease.update({ where: { runId: rest.runId }, data: { expiresAt: new Date(0) } });
  await db.inTransaction((tx) => verbs.markExpiredLeases(tx));
  const attempt = db.inTransaction((tx) => attempts[name]({ ...rest, db: tx, tx, lease }));
  await expect(attempt).rejects.toMatchObject({ code: 'lease_lost' });
});

test('the same verbs write for the worker that holds the run', async () => {
  const { lease, ...rest } = await scene();
  const { db } = database;
  for (const name of names) {
    await db.inTransaction((tx) => attempts[name]({ ...rest, db: tx, tx, lease }));
  }
  expect(await written(rest.runId, rest.stackId)).toContain('vpc-1');
});
