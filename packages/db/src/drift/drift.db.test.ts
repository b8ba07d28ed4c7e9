import { driftRunsMax, driftRunsOfTargetMax, type PlanChange, systemUserId } from '@flowport/domain';
import { beforeEach, expect, test } from 'vitest';
import { storedParameters } from '../database/storable.ts';
import { releaseLease } from '../lease/releaseLease.ts';
import { advanceRun } from '../run/advanceRun.ts';
import { insertRun } from '../run/insertRun.ts';
import { blueprint, insertPortal, leaseOf, portalOfFile, requestStack } from '../testing/index.ts';
import { acknowledgeDrift, endAcknowledgements, withdrawAcknowledgement } from './acknowledgeDrift.ts';
import { getDrift } from './getDrift.ts';
import { listDueDrift } from './listDueDrift.ts';
import { recordDriftCheck } from './recordDriftCheck.ts';
import { placeDriftChecks } from './scheduleDrift.ts';

const { database, portal } = await portalOfFile();
let number = 0;
beforeEach(() => database.db.client.stack.updateMany({ data: { driftDueAt: null, status: 'destroyed' } }));

const start = new Date('2026-11-24T12:00:00Z');
const later = (hours: number) => new Date(start.getTime() + hours * 3_600_000);

function setPolicy(policy: Record<string, unknown>, targetId = portal.target.id) {
  return database.db.client.target.update({ where: { id: targetId }, data: { policy: policy as object } });
}

/** A stack whose first run is over, as if it had been applied. */
async function stackIn(status: 'ready' | 'failed' | 'degraded' | 'destroyed' | 'asleep', of = portal) {
  const { stackId, runId } = await requestStack(database.db, of, number++);
  await database.db.client.run.update({ where: { id: runId }, data: { status: 'succeeded', finishedAt: start } });
  await database.db.client.stack.update({ where: { id: stackId }, data: { status } });
  return stackId;
}

async function askFor(stackId: string, kind: 'drift' | 'update', now = start) {
  const parameters = storedParameters((await stackOf(stackId)).parameters);
  const input = { stackId, kind, requestedById: systemUserId, reason: '', parameters, blueprint };
  const { runId } = await database.db.inTransaction((tx) =>
    insertRun(tx, { ...input, cost: { floorCents: 1, ceilingCents: 1 }, now, ids: portal.ids }),
  );
  return runId;
}

const changed = (path: string, after: string): PlanChange => ({
  address: 'aws_db_instance.metadata',
  type: 'aws_db_instance',
  name: 'metadata',
  provider: 'aws',
  action: 'update',
  importId: null,
  reason: null,
  marks: ['data'],
  attributes: [{ path, before: '3', after, sensitive: false, unknown: false, forcesReplacement: false }],
});

/** A look for drift from the request to its end, which finds these changes. */
async function look(stackId: string, found: PlanChange[], now = start): Promise<string> {
  const { db } = database;
  const runId = await askFor(stackId, 'drift', now);
  const lease = await leaseOf(db, runId);
  const made = { now, ids: portal.ids, lease };
  await db.inTransaction(async (tx) => {
    await advanceRun(tx, { runId, event: { name: 'claim', actorId: null }, ...made });
    await recordDriftCheck(tx, {
      runId,
      stackId,
      layers: ['foundation', 'cluster', 'services'],
      found: found.map((change) => ({ layer: 'foundation', change, resourceName: 'db-1' })),
      ...made,
    });
    await advanceRun(tx, { runId, event: { name: 'plan_empty', actorId: null }, ...made });
    await releaseLease(tx, lease);
  });
  return runId;
}

const stackOf = (id: string) => database.db.client.stack.findUniqueOrThrow({ where: { id } });
const acknowledge = (stackId: string, findingIds: string[] | 'open', expiresAt: Date, now = start) =>
  database.db.inTransaction((tx) =>
    acknowledgeDrift(tx, {
      stackId,
      findingIds,
      comment: 'Known.',
      expiresAt,
      byId: portal.requesterId,
      now,
      ids: portal.ids,
    }),
  );
const auditOf = async (stackId: string) => {
  const events = await database.db.client.auditEvent.findMany({
    where: { subjectId: stackId },
    orderBy: { id: 'asc' },
  });
  return events.map(({ action }) => action).filter((action) => /drift/.test(action) && action !== 'stack.drift');
};

test('stacks without a place in the schedule are spread over the interval, and keep their place', async () => {
  await setPolicy({ driftEveryHours: 24 });
  const stacks = await Promise.all(Array.from({ length: 24 }, () => stackIn('ready')));
  await placeDriftChecks(database.db, start);
  const due = (await Promise.all(stacks.map(stackOf))).map((stack) => stack.driftDueAt?.getTime() ?? 0);
  expect(Math.min(...due)).toBeGreaterThanOrEqual(start.getTime());
  expect(Math.max(...due)).toBeLessThanOrEqual(later(24).getTime());
  // In each third of the day some: not all at once.
  const thirds = new Set(due.map((time) => Math.floor((time - start.getTime()) / (8 * 3_600_000))));
  expect(thirds.size).toBeGreaterThanOrEqual(3);
  await placeDriftChecks(database.db, later(1));
  expect((await Promise.all(stacks.map(stackOf))).map((stack) => stack.driftDueAt?.getTime())).toEqual(due);
});

test('a shorter interval moves what is due too late, and none takes everything out of the schedule', async () => {
  const stackId = await stackIn('ready');
  await database.db.client.stack.update({ where: { id: stackId }, data: { driftDueAt: later(500) } });
  await setPolicy({ driftEveryHours: 2 });
  await placeDriftChecks(database.db, start);
  expect((await stackOf(stackId)).driftDueAt?.getTime()).toBeLessThanOrEqual(later(2).getTime());
  await setPolicy({ driftEveryHours: null });
  await placeDriftChecks(database.db, start);
  expect((await stackOf(stackId)).driftDueAt).toBeNull();
  await setPolicy({ driftEveryHours: 24 });
});

test('failed and sleeping stacks are looked at too; destroyed ones and those with a run are not', async () => {
  const looked = [await stackIn('failed'), await stackIn('asleep')];
  const destroyed = await stackIn('destroyed');
  const busy = await stackIn('ready');
  const waiting = await stackIn('ready');
  await askFor(busy, 'update');
  await database.db.client.run.update({
    where: { id: await askFor(waiting, 'update') },
    data: { status: 'waiting' },
  });
  const ids = [...looked, destroyed, busy, waiting];
  await database.db.client.stack.updateMany({ where: { id: { in: ids } }, data: { driftDueAt: start } });
  expect((await listDueDrift(database.db, start)).sort()).toEqual(looked.sort());
  expect(await listDueDrift(database.db, later(-1))).toEqual([]);
  await database.db.client.run.updateMany({
    where: { finishedAt: null },
    data: { status: 'canceled', finishedAt: start },
  });
});

test('no more are looked at at once than the caps of target and portal allow, longest due first', async () => {
  const { db } = database;
  const others = await Promise.all(['a', 'b', 'c'].map((name) => insertPortal(db, `cap-${name}`)));
  const stacks: string[] = [];
  for (const of of [portal, ...others]) {
    for (let i = 0; i < driftRunsOfTargetMax + 2; i++) stacks.push(await stackIn('ready', of));
  }
  for (const [index, id] of stacks.entries()) {
    await db.client.stack.update({ where: { id }, data: { driftDueAt: later(index / 100) } });
  }
  const targetsOf = async (ids: string[]) => (await Promise.all(ids.map(stackOf))).map(({ targetId }) => targetId);
  const first = await listDueDrift(db, later(1));
  expect(first).toHaveLength(driftRunsMax);
  expect(first[0]).toBe(stacks[0]);
  for (const target of await targetsOf(first)) {
    expect((await targetsOf(first)).filter((id) => id === target).length).toBeLessThanOrEqual(driftRunsOfTargetMax);
  }
  for (const id of first.slice(0, driftRunsOfTargetMax)) await askFor(id, 'drift');
  const rest = await listDueDrift(db, later(1));
  expect(rest).toHaveLength(driftRunsMax - driftRunsOfTargetMax);
  expect(await targetsOf(rest)).not.toContain(portal.target.id);
  await db.client.run.updateMany({ where: { finishedAt: null }, data: { status: 'canceled', finishedAt: start } });
});

test('after a look the next is due one interval later, give or take a tenth', async () => {
  const stackId = await stackIn('ready');
  await look(stackId, []);
  const { driftDueAt, driftCheckedAt } = await stackOf(stackId);
  expect(driftCheckedAt).toEqual(start);
  expect(driftDueAt?.getTime()).toBeGreaterThanOrEqual(later(21.6).getTime());
  expect(driftDueAt?.getTime()).toBeLessThanOrEqual(later(26.4).getTime());
});

test('a look that was ended early is made up for soon, and an undecided change leaves the schedule alone', async () => {
  const stackId = await stackIn('ready');
  await database.db.client.stack.update({ where: { id: stackId }, data: { driftDueAt: later(3) } });
  const cancel = (runId: string) =>
    database.db.inTransaction((tx) =>
      advanceRun(tx, { runId, event: { name: 'cancel', actorId: null }, now: start, ids: portal.ids }),
    );
  await cancel(await askFor(stackId, 'update'));
  expect((await stackOf(stackId)).driftDueAt).toEqual(later(3));
  await cancel(await askFor(stackId, 'drift'));
  expect((await stackOf(stackId)).driftDueAt?.getTime()).toBeLessThanOrEqual(later(1.1).getTime());
});

test('a stack drifts when something is found and is ready again when it is gone; the team is told once', async () => {
  const { db } = database;
  const stackId = await stackIn('ready');
  const first = await look(stackId, [changed('backup_retention_period', '9')]);
  expect(await stackOf(stackId)).toMatchObject({ status: 'drifted', driftedSince: start });
  await look(stackId, [changed('backup_retention_period', '9'), changed('port', '1')], later(1));
  const drift = await getDrift(db, stackId, later(1));
  expect(drift?.findings.map(({ firstRunId, firstSeenAt }) => [firstRunId === first, firstSeenAt])).toEqual(
    expect.arrayContaining([
      [true, start],
      [false, later(1)],
    ]),
  );
  await look(stackId, [], later(2));
  expect(await stackOf(stackId)).toMatchObject({ status: 'ready', driftedSince: null });
  expect(await auditOf(stackId)).toEqual(['stack.drifted', 'stack.drift_ended']);
  const told = await db.client.notification.findMany({ where: { stackId }, orderBy: { at: 'asc' } });
  expect(told.map(({ kind, title }) => [kind, title.includes('1 change')])).toEqual([
    ['drift.found', true],
    ['drift.found', true],
  ]);
  expect(told[0]?.text).toContain('aws_db_instance.metadata (foundation): backup_retention_period');
});

test.each(['failed', 'degraded', 'asleep'] as const)(
  'a stack that is %s stays so, and shows its drift',
  async (status) => {
    const stackId = await stackIn(status);
    await look(stackId, [changed('port', '1')]);
    expect(await stackOf(stackId)).toMatchObject({ status, driftedSince: start });
  },
);

test('layers that could not be looked at keep what was found in them', async () => {
  const { db } = database;
  const stackId = await stackIn('ready');
  await look(stackId, [changed('port', '1')]);
  const runId = await askFor(stackId, 'drift');
  const lease = await leaseOf(db, runId);
  const made = { runId, stackId, now: start, ids: portal.ids, lease };
  await db.inTransaction((tx) => recordDriftCheck(tx, { ...made, layers: ['cluster'], found: [] }));
  expect((await getDrift(db, stackId, start))?.findings).toHaveLength(1);
  await db.inTransaction((tx) => recordDriftCheck(tx, { ...made, layers: ['foundation'], found: [] }));
  expect((await getDrift(db, stackId, start))?.findings).toEqual([]);
});

test('what is acknowledged no longer counts until its time is over; another change of the same resource does', async () => {
  const { db } = database;
  const stackId = await stackIn('ready');
  await look(stackId, [changed('port', '1')]);
  await acknowledge(stackId, 'open', later(48));
  expect(await stackOf(stackId)).toMatchObject({ status: 'ready', driftedSince: null });
  await look(stackId, [changed('port', '1')], later(1));
  expect((await stackOf(stackId)).status).toBe('ready');
  await look(stackId, [changed('port', '2')], later(2));
  expect((await stackOf(stackId)).status).toBe('drifted');
  await look(stackId, [changed('port', '1')], later(3));
  expect((await stackOf(stackId)).status).toBe('ready');

  await endAcknowledgements(db, { now: later(47), ids: portal.ids });
  expect((await stackOf(stackId)).status).toBe('ready');
  await endAcknowledgements(db, { now: later(48), ids: portal.ids });
  expect((await stackOf(stackId)).status).toBe('drifted');
  expect((await auditOf(stackId)).slice(-2).sort()).toEqual(['drift.acknowledgement_ended', 'stack.drifted']);
  await endAcknowledgements(db, { now: later(49), ids: portal.ids });
  expect(await auditOf(stackId)).toHaveLength(7);
  const told = await db.client.notification.findMany({ where: { stackId, key: { startsWith: 'drift:again' } } });
  expect(told.map(({ title }) => title)).toEqual([expect.stringContaining('counts again')]);
});

test('one of two findings is acknowledged, and the stack stays drifted until the other is too; taken back, it counts', async () => {
  const { db } = database;
  const stackId = await stackIn('ready');
  await look(stackId, [changed('port', '1'), changed('engine', 'x')]);
  const [first, second] = (await getDrift(db, stackId, start))?.findings ?? [];
  await acknowledge(stackId, [first?.id ?? ''], later(1));
  expect((await stackOf(stackId)).status).toBe('drifted');
  await acknowledge(stackId, [second?.id ?? ''], later(1));
  expect((await stackOf(stackId)).status).toBe('ready');
  const [acknowledgement] = (await getDrift(db, stackId, start))?.acknowledgements ?? [];
  await db.inTransaction((tx) =>
    withdrawAcknowledgement(tx, {
      stackId,
      acknowledgementId: acknowledgement?.id ?? '',
      byId: portal.requesterId,
      now: start,
      ids: portal.ids,
    }),
  );
  expect(await stackOf(stackId)).toMatchObject({ status: 'drifted', driftedSince: start });
});

test('acknowledging what is no longer there is refused, and so is acknowledging nothing', async () => {
  const stackId = await stackIn('ready');
  await look(stackId, [changed('port', '1')]);
  await expect(acknowledge(stackId, ['fnd_gone'], later(1))).rejects.toMatchObject({ code: 'conflict' });
  await acknowledge(stackId, 'open', later(1));
  await expect(acknowledge(stackId, 'open', later(1))).rejects.toMatchObject({ code: 'conflict' });
});

test('after an apply nothing that was found or acknowledged before counts', async () => {
  const { db } = database;
  const stackId = await stackIn('ready');
  await look(stackId, [changed('port', '1'), changed('engine', 'x')]);
  const [first] = (await getDrift(db, stackId, start))?.findings ?? [];
  await acknowledge(stackId, [first?.id ?? ''], later(1));
  const runId = await askFor(stackId, 'update', later(1));
  for (const name of ['claim', 'plan_ready', 'approve', 'applied', 'verified'] as const) {
    await db.inTransaction((tx) =>
      advanceRun(tx, { runId, event: { name, actorId: null }, now: later(1), ids: portal.ids }),
    );
  }
  expect(await stackOf(stackId)).toMatchObject({ status: 'ready', driftedSince: null });
  expect(await getDrift(db, stackId, start)).toMatchObject({ findings: [], acknowledgements: [], check: null });
  expect((await stackOf(stackId)).driftDueAt?.getTime()).toBeGreaterThan(later(22).getTime());
});
