import { noCounts, type RunEventName } from '@flowport/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { savePlan } from '../plan/savePlan.ts';
import { advanceRun } from '../run/advanceRun.ts';
import { expireApprovals } from '../run/expireApprovals.ts';
import { getRunDetail } from '../run/getRunDetail.ts';
import {
  createTestDatabase,
  insertPortal,
  leaseOf,
  type Portal,
  requestStack,
  type TestDatabase,
} from '../testing/index.ts';
import { approvePlan } from './approvePlan.ts';

let database: TestDatabase;
let portal: Portal;
let number = 0;
const other = 'usr_other_approver';
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await insertPortal(database.db);
  await database.db.client.user.create({ data: { id: other, name: 'Other', email: 'other@vision.test' } });
});
afterAll(() => database.drop());

const hour = 3_600_000;
const policy = (fields: Record<string, unknown>) =>
  database.db.client.target.update({ where: { id: portal.target.id }, data: { policy: fields as object } });
const advance = (runId: string, name: RunEventName, now = new Date()) =>
  database.db.inTransaction((tx) => advanceRun(tx, { runId, event: { name, actorId: null }, now, ids: portal.ids }));
const digestOf = (letter: string) => letter.repeat(64);

async function planned(options: { deletes?: number; layer?: 'foundation' | 'cluster'; digest?: string } = {}) {
  const { deletes = 0, layer = 'foundation', digest = digestOf('a') } = options;
  const { runId } = await requestStack(database.db, portal, number++);
  const lease = await leaseOf(database.db, runId);
  await advance(runId, 'claim');
  await savePlans(runId, { lease, layer, deletes, digest });
  await advance(runId, 'plan_ready');
  return { runId, lease };
}
function savePlans(
  runId: string,
  {
    lease,
    layer,
    deletes,
    digest,
  }: { lease: Awaited<ReturnType<typeof leaseOf>>; layer: 'foundation' | 'cluster'; deletes: number; digest: string },
) {
  const plan = {
    layer,
    basis: 'exact',
    counts: { ...noCounts, create: 1, delete: deletes },
    changes: [],
    release: [],
    drift: [],
    outputsChanged: [],
  } as const;
  const saved = {
    plan: { ...plan, changes: [], release: [], drift: [], outputsChanged: [] },
    planFile: null,
    stateLineage: null,
    stateSerial: null,
  };
  const made = { now: new Date(), ids: portal.ids, lease };
  return database.db.inTransaction((tx) => savePlan(tx, { runId, replaces: 'run', layers: [saved], digest, ...made }));
}
const approve = (runId: string, byId: string, digest = digestOf('a'), now = new Date()) =>
  database.db.inTransaction((tx) => approvePlan(tx, { runId, digest, comment: '', byId, now, ids: portal.ids }));
const statusOf = async (runId: string) => (await getRunDetail(database.db, runId))?.run.status;

describe('a plan that destroys something of the foundation, where the target wants two approvers', () => {
  it('is applied once two different people have approved it', async () => {
    await policy({ secondApprover: true });
    const { runId } = await planned({ deletes: 1 });
    expect(await approve(runId, portal.approverId)).toEqual({ isApproved: false });
    expect(await statusOf(runId)).toBe('awaiting_approval');
    await expect(approve(runId, portal.approverId)).rejects.toMatchObject({ code: 'conflict' });
    await expect(advance(runId, 'approve')).rejects.toMatchObject({
      publicMessage: expect.stringMatching(/1 of 2 have/),
    });
    expect(await approve(runId, other)).toEqual({ isApproved: true });
    expect(await statusOf(runId)).toBe('applying');
    const detail = await getRunDetail(database.db, runId);
    expect(detail?.approvals.map(({ by }) => by.id)).toEqual([portal.approverId, other]);
    expect(await database.db.client.auditEvent.count({ where: { subjectId: runId, action: 'run.approval' } })).toBe(1);
  });

  it('begins anew where the plan has become another one', async () => {
    await policy({ secondApprover: true });
    const { runId, lease } = await planned({ deletes: 1 });
    await approve(runId, portal.approverId);
    await advance(runId, 'replan');
    await savePlans(runId, { lease, layer: 'foundation', deletes: 1, digest: digestOf('b') });
    await advance(runId, 'plan_ready');
    await expect(approve(runId, other)).rejects.toMatchObject({ code: 'approval_void' });
    expect(await approve(runId, other, digestOf('b'))).toEqual({ isApproved: false });
    expect(await approve(runId, portal.approverId, digestOf('b'))).toEqual({ isApproved: true });
  });

  it('is decided by one of two who approve at once, together with the other', async () => {
    await policy({ secondApprover: true });
    const { runId } = await planned({ deletes: 1 });
    const answers = await Promise.all([approve(runId, portal.approverId), approve(runId, other)]);
    expect(answers.map(({ isApproved }) => isApproved).sort()).toEqual([false, true]);
    expect(await statusOf(runId)).toBe('applying');
  });

  it('needs one where it leaves the foundation alone, and where the target does not say so', async () => {
    await policy({ secondApprover: true });
    const compute = await planned({ deletes: 3, layer: 'cluster' });
    expect(await approve(compute.runId, portal.approverId)).toEqual({ isApproved: true });
    await policy({});
    const one = await planned({ deletes: 1 });
    expect(await approve(one.runId, portal.approverId)).toEqual({ isApproved: true });
  });
});

describe('the time to approve', () => {
  it('is the target’s, begins with every plan, and is over by the clock alone', async () => {
    await policy({ approvalHours: 2 });
    const { runId, lease } = await planned();
    const expiry = async () => (await getRunDetail(database.db, runId))?.run.approvalExpiresAt?.getTime() ?? 0;
    const first = await expiry();
    expect(Math.abs(first - Date.now() - 2 * hour)).toBeLessThan(60_000);
    const late = new Date(first);
    await expect(approve(runId, other, digestOf('a'), late)).rejects.toMatchObject({
      code: 'conflict',
      publicMessage: expect.stringMatching(/time to approve this plan is over/),
    });
    await expect(advance(runId, 'approve', late)).rejects.toMatchObject({ code: 'conflict' });
    await advance(runId, 'replan');
    expect(await expiry()).toBe(0);
    await savePlans(runId, { lease, layer: 'foundation', deletes: 0, digest: digestOf('c') });
    await advance(runId, 'plan_ready', late);
    expect(await expiry()).toBe(first + 2 * hour);
    expect(await approve(runId, other, digestOf('c'), late)).toEqual({ isApproved: true });
  });

  it('ends the run by the database’s clock, once, and no other', async () => {
    await policy({});
    const late = await planned();
    const open = await planned();
    const { client } = database.db;
    await client.run.update({ where: { id: late.runId }, data: { approvalExpiresAt: new Date(Date.now() - 1000) } });
    const expire = () => expireApprovals(database.db, { now: new Date(), ids: portal.ids });
    const found = await Promise.all([expire(), expire()]);
    expect(found.flat()).toEqual([late.runId]);
    expect([await statusOf(late.runId), await statusOf(open.runId)]).toEqual(['expired', 'awaiting_approval']);
    expect((await getRunDetail(database.db, late.runId))?.run.approvalExpiresAt).not.toBeNull();
  });
});
