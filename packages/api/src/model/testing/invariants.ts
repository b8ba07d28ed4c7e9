import { advanceRun, randomIds, savePlan } from '@flowport/db';
import {
  isFinal,
  overlayParameters,
  type RunEventName,
  type RunState,
  type StackStatus,
  storedChangeSchema,
  transition,
} from '@flowport/domain';
import { expect } from 'vitest';
import type { World } from './world.ts';

/** What holds whatever people and workers do, read from the tables after each command. */
export async function checkInvariants(world: World): Promise<void> {
  const { client } = world.portal.db;
  const runs = await readRuns(world);
  const stack = await client.stack.findUniqueOrThrow({ where: { id: world.stackId } });
  const unfinished = runs.filter(({ status }) => !isFinal(status));
  const active = unfinished.filter(({ status }) => status !== 'waiting');
  expect(active.length, 'one run works on a stack').toBeLessThanOrEqual(1);
  if (active.length === 0) {
    expect(unfinished, 'what waits gets a free stack').toEqual([]);
    expect(['provisioning', 'updating', 'destroying', 'requested']).not.toContain(stack.status);
  }
  for (const run of runs) {
    const { histories } = run;
    expect(run.finishedAt !== null).toBe(isFinal(run.status));
    expect(run.version, 'a version per entry of the history').toBe(histories.length);
    expect([histories[0]?.from, histories.at(-1)?.to]).toEqual([null, run.status]);
    expect(histories.slice(1).map(({ from }) => from)).toEqual(histories.slice(0, -1).map(({ to }) => to));
    if (run.status === 'awaiting_approval') expect(run.approvalExpiresAt).not.toBeNull();
    checkApproval(world, run);
  }
  await checkAudit(world, runs);
  await checkJobs(world, runs);
  expect(stack.status, 'the stack follows its runs').toBe(replay(runs));
  for (const { kind, change, parameters } of active) {
    if (kind !== 'update' || change === null) continue;
    const wanted = overlayParameters(stack.parameters as never, storedChangeSchema.parse(change).parameters);
    expect(JSON.parse(JSON.stringify(wanted)), 'no update is lost').toMatchObject(parameters as object);
  }
  await checkStale(world);
}

function readRuns({ portal, stackId }: World) {
  return portal.db.client.run.findMany({
    where: { stackId },
    include: {
      histories: { orderBy: { id: 'asc' } },
      approvals: true,
      stack: { select: { target: { select: { selfApproval: true } } } },
    },
    orderBy: { id: 'asc' },
  });
}
type Row = Awaited<ReturnType<typeof readRuns>>[number];

const deciders = ['user-arno', 'user-anna', 'user-ada'];

/** Looked at right after the command that moved the run on, while its digest is the one that was approved. */
function checkApproval(world: World, run: Row): void {
  for (const { id, event } of run.histories) {
    if (event !== 'approve' || world.checked.has(id)) continue;
    world.checked.add(id);
    const by = new Set(
      run.approvals
        .filter(({ decision, digest }) => decision === 'approved' && digest === run.digest)
        .map(({ byId }) => byId),
    );
    const { selfApproval } = run.stack.target;
    for (const person of by) {
      const isOwn = person === run.requestedById;
      expect(isOwn ? selfApproval : deciders.includes(person), `${person} may approve ${run.id}`).toBe(true);
    }
    expect(by.size, 'as many different people as the plan needs').toBeGreaterThanOrEqual(
      world.needed.get(run.digest ?? '') ?? Number.POSITIVE_INFINITY,
    );
  }
}

async function checkAudit({ portal }: World, runs: readonly Row[]): Promise<void> {
  const events = await portal.db.client.auditEvent.findMany({
    where: { subjectKind: 'run', subjectId: { in: runs.map(({ id }) => id) }, action: { not: 'run.approval' } },
    select: { subjectId: true, action: true },
    orderBy: { id: 'asc' },
  });
  for (const { id, histories } of runs) {
    const audited = events.filter(({ subjectId }) => subjectId === id).map(({ action }) => action);
    const moved = histories.slice(1).map(({ event }) => `run.${event}`);
    expect(audited.toSorted(), 'one audit event a transition').toEqual(moved.toSorted());
  }
}

/** Nobody takes jobs here, so that each that was ever put into the queue is there. */
async function checkJobs({ portal, stackId }: World, runs: readonly Row[]): Promise<void> {
  const jobs = await portal.db.client.$queryRaw<{ runId: string; phase: string }[]>`
    SELECT data ->> 'runId' AS "runId", data ->> 'phase' AS phase FROM pgboss.job WHERE data ->> 'stackId' = ${stackId}`;
  for (const run of runs) {
    const expected = run.histories.flatMap(({ from, to, event }) => {
      if (from === null) return to === 'queued' ? ['plan'] : [];
      if (event === 'promote' || event === 'replan' || (event === 'interrupt' && to === 'queued')) return ['plan'];
      if (event === 'approve') return ['apply'];
      return event === 'interrupt' || event === 'force' ? ['recover'] : [];
    });
    const found = jobs.filter(({ runId }) => runId === run.id).map(({ phase }) => phase);
    expect(found.toSorted(), 'a job for each time that a worker is needed').toEqual(expected.toSorted());
  }
}

/** What the domain makes of the stack, told all that has happened in its order. */
function replay(runs: readonly Row[]): StackStatus {
  const entries = runs.flatMap((run) => run.histories.map((entry) => ({ run, entry })));
  entries.sort((left, right) => Number(left.entry.id - right.entry.id));
  let status: StackStatus = 'requested';
  for (const { run, entry } of entries) {
    if (entry.from === null) {
      if (run.kind === 'provision') status = 'requested';
      continue;
    }
    const { id, stackId, kind, data } = run;
    const before: RunState = { id, stackId, kind, data, status: entry.from, version: 1 };
    const { effects } = transition(before, { name: entry.event as RunEventName, actorId: null }, entry.at, status);
    for (const effect of effects) if (effect.type === 'stackStatus') status = effect.status;
  }
  return status;
}

/** Whatever a worker that lost its lease still wants to write is refused. */
async function checkStale({ portal, lost }: World): Promise<void> {
  const lease = lost.at(-1);
  if (!lease) return;
  const { db } = portal;
  const made = { runId: lease.runId, now: new Date(), ids: randomIds, lease };
  const refused = { code: 'lease_lost' };
  const event = { name: 'fail', actorId: null } as const;
  await expect(db.inTransaction((tx) => advanceRun(tx, { ...made, event }))).rejects.toMatchObject(refused);
  const plan = { replaces: 'run', layers: [], digest: 'e'.repeat(64) } as const;
  await expect(db.inTransaction((tx) => savePlan(tx, { ...made, ...plan }))).rejects.toMatchObject(refused);
}
