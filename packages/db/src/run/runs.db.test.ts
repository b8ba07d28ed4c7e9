import { type LayerPlan, makeId, noCounts, plannedSteps } from '@flowport/domain';
import { expect, test } from 'vitest';
import { getLatestApproval } from '../approval/getLatestApproval.ts';
import { recordApproval } from '../approval/recordApproval.ts';
import { appendAudit } from '../audit/appendAudit.ts';
import { listAudit } from '../audit/listAudit.ts';
import { listStackChecks } from '../check/listStackChecks.ts';
import { saveChecks } from '../check/saveChecks.ts';
import { getOutputs } from '../output/getOutputs.ts';
import { saveOutputs } from '../output/saveOutputs.ts';
import { getRunPlan } from '../plan/getRunPlan.ts';
import { savedLayerPlan } from '../plan/record.ts';
import { savePlan } from '../plan/savePlan.ts';
import { countResources } from '../resource/countResources.ts';
import { listResources } from '../resource/listResources.ts';
import { saveResources } from '../resource/saveResources.ts';
import { recordStepFinished } from '../step/recordStepFinished.ts';
import { recordStepProgress } from '../step/recordStepProgress.ts';
import { recordStepStarted } from '../step/recordStepStarted.ts';
import { leaseOf, portalOfFile, requestStack } from '../testing/index.ts';
import { advanceRun } from './advanceRun.ts';
import { countAwaitingApproval } from './countAwaitingApproval.ts';
import { getRunDetail } from './getRunDetail.ts';
import { listAwaitingApproval } from './listAwaitingApproval.ts';
import { listRuns } from './listRuns.ts';

const { database, portal } = await portalOfFile();
let number = 0;

const newRun = (now?: Date) => requestStack(database.db, portal, number++, now);
const advance = async (runId: string, ...names: Parameters<typeof advanceRun>[1]['event']['name'][]) => {
  for (const name of names) {
    await database.db.inTransaction((tx) =>
      advanceRun(tx, { runId, event: { name, actorId: null }, now: new Date(), ids: portal.ids }),
    );
  }
};
const digest = (letter: string) => letter.repeat(64);
const layerPlan = (layer: LayerPlan['layer'], basis: LayerPlan['basis'], create: number): LayerPlan => ({
  layer,
  basis,
  counts: { ...noCounts, create, unchanged: 1 },
  changes: [
    {
      address: `aws_vpc.${basis}`,
      type: 'aws_vpc',
      name: basis,
      provider: 'aws',
      action: 'create',
      importId: null,
      reason: null,
      marks: ['network'],
      attributes: [
        {
          path: 'tags.a\0b',
          after: { nul: '\0', text: '${x}' },
          sensitive: false,
          unknown: false,
          forcesReplacement: false,
        },
      ],
    },
  ],
  release: [],
  drift: [],
  outputsChanged: ['vpc_id'],
});
const save = (plan: LayerPlan) => ({
  plan,
  planFile: plan.basis === 'exact' ? 's3://f' : null,
  stateLineage: null,
  stateSerial: 3,
});

test('a run begins with all its steps, and shows how long each took before', async () => {
  const { db } = database;
  const first = await newRun();
  const lease = await leaseOf(db, first.runId);
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
  const key = { runId: first.runId, name: 'plan', layer: 'cluster', lease } as const;
  await recordStepStarted(db, { ...key, now: at(0) });
  await recordStepProgress(db, { ...key, progress: { done: 1, total: 4, current: 'aws_eks_cluster.main' } });
  const during = await getRunDetail(db, first.runId);
  expect(during?.steps.map(({ name, layer }) => ({ name, layer }))).toEqual(plannedSteps('provision'));
  expect(during?.steps.find((step) => step.status === 'running')).toMatchObject({
    name: 'plan',
    layer: 'cluster',
    progress: { done: 1, total: 4, current: 'aws_eks_cluster.main' },
    previousSeconds: null,
  });
  await recordStepFinished(db, { ...key, status: 'succeeded', now: at(2.5) });
  await recordStepStarted(db, { runId: first.runId, name: 'synth', layer: null, lease, now: at(3) });
  await recordStepFinished(db, {
    runId: first.runId,
    name: 'synth',
    layer: null,
    lease,
    status: 'failed',
    error: 'no',
    now: at(4),
  });
  await advance(first.runId, 'claim', 'plan_ready', 'approve', 'applied', 'verified');
  const second = await newRun();
  const steps = (await getRunDetail(db, second.runId))?.steps ?? [];
  const previous = (name: string, layer: string | null) =>
    steps.find((step) => step.name === name && step.layer === layer)?.previousSeconds;
  expect(previous('plan', 'cluster')).toBe(2.5);
  expect(previous('synth', null)).toBeNull();
  await expect(
    recordStepStarted(db, { runId: first.runId, name: 'plan', layer: null, lease, now: at(5) }),
  ).rejects.toMatchObject({ code: 'not_found' });
});

test('a plan is shown exact where it is exact, and a new planning replaces it all', async () => {
  const { db } = database;
  const { runId } = await newRun();
  const lease = await leaseOf(db, runId);
  const saved = (replaces: 'run' | 'layer', letter: string, ...plans: LayerPlan[]) =>
    db.inTransaction((tx) =>
      savePlan(tx, {
        runId,
        replaces,
        layers: plans.map(save),
        digest: digest(letter),
        now: new Date(),
        ids: portal.ids,
        lease,
      }),
    );
  expect(await getRunPlan(db, runId)).toBeUndefined();
  const envelope = layerPlan('cluster', 'envelope', 30);
  await saved('run', 'a', layerPlan('foundation', 'exact', 20), envelope);
  await saved('layer', 'b', layerPlan('cluster', 'exact', 31));
  const plan = await getRunPlan(db, runId);
  expect(plan).toMatchObject({ digest: digest('b'), counts: { create: 51, unchanged: 2 } });
  expect(plan?.layers.map(({ layer, basis }) => `${layer} ${basis}`)).toEqual(['foundation exact', 'cluster exact']);
  const key = { runId, layer: 'cluster', basis: 'envelope' } as const;
  const kept = savedLayerPlan(await db.client.plan.findUniqueOrThrow({ where: { runId_layer_basis: key } }));
  expect(kept).toMatchObject({ planFile: null, stateSerial: 3, plan: { counts: envelope.counts } });
  expect(kept.plan.changes[0]?.attributes[0]).toMatchObject({
    path: 'tags.a\ufffdb',
    after: { nul: '\ufffd', text: '${x}' },
  });
  await saved('run', 'c', layerPlan('foundation', 'exact', 1));
  expect(await getRunPlan(db, runId)).toMatchObject({ digest: digest('c'), counts: { create: 1 }, layers: [{}] });
});

test('a decision names the digest that is the run’s now, or is void', async () => {
  const { db } = database;
  const { runId } = await newRun();
  const lease = await leaseOf(db, runId);
  await advance(runId, 'claim');
  await db.inTransaction((tx) =>
    savePlan(tx, {
      runId,
      replaces: 'run',
      layers: [save(layerPlan('foundation', 'exact', 2))],
      digest: digest('d'),
      now: new Date(),
      ids: portal.ids,
      lease,
    }),
  );
  await advance(runId, 'plan_ready');
  const decide = (letter: string) =>
    db.inTransaction(async (tx) => {
      const now = new Date();
      const by = { byId: portal.approverId, comment: 'looks right', now, ids: portal.ids };
      await recordApproval(tx, { runId, decision: 'approved', digest: digest(letter), ...by });
      await advanceRun(tx, { runId, event: { name: 'approve', actorId: portal.approverId }, now, ids: portal.ids });
    });
  await expect(decide('e')).rejects.toMatchObject({ code: 'approval_void' });
  const attempts = await Promise.allSettled([decide('d'), decide('d'), decide('d')]);
  expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1);
  expect(await getLatestApproval(db, runId)).toMatchObject({
    decision: 'approved',
    digest: digest('d'),
    by: { id: portal.approverId },
  });
  expect((await getRunDetail(db, runId))?.approvals).toHaveLength(1);
});

test('outputs, resources and checks are replaced by layer, and no sensitive value is kept', async () => {
  const { db } = database;
  const { runId, stackId } = await newRun();
  const lease = await leaseOf(db, runId);
  const now = new Date();
  const outputs = [
    { name: 'vpc_id', sensitive: false, value: 'vpc-1' },
    { name: 'password', sensitive: true, value: 'hunter2' },
    { name: 'identities', sensitive: false, value: [{ a: null }] },
  ];
  const resource = (address: string) => ({
    address,
    type: 'aws_vpc',
    name: 'main',
    provider: 'aws',
    resourceId: 'vpc-1',
  });
  expect(await countResources(db, stackId)).toBeNull();
  for (let i = 0; i < 2; i++) {
    await db.inTransaction(async (tx) => {
      await saveOutputs(tx, { stackId, layer: 'foundation', outputs, now, lease });
      await saveResources(tx, { stackId, layer: 'services', resources: [resource('b'), resource('a')], lease });
      await saveResources(tx, { stackId, layer: 'foundation', resources: [resource('z')], lease });
      const check = { name: 'reachable', title: 'Reachable', status: 'passed', detail: 'yes', remedy: null } as const;
      await saveChecks(tx, {
        subject: { kind: 'stack', stackId, runId },
        checks: [check],
        now,
        ids: portal.ids,
        lease,
      });
    });
  }
  expect(await getOutputs(db, stackId)).toEqual({
    foundation: { vpc_id: 'vpc-1', identities: [{ a: null }] },
    cluster: {},
    services: {},
  });
  const stored = await db.client.$queryRaw<
    { text: string }[]
  >`SELECT output::text AS text FROM output WHERE stack_id = ${stackId}`;
  expect(stored.map((row) => row.text).join()).not.toContain('hunter2');
  expect((await listResources(db, stackId)).map((one) => `${one.layer} ${one.address}`)).toEqual([
    'foundation z',
    'services a',
    'services b',
  ]);
  expect(await countResources(db, stackId)).toEqual({ foundation: 1, cluster: 0, services: 2 });
  expect(await listStackChecks(db, stackId)).toMatchObject([{ name: 'reachable', checkedAt: now }]);
});

test('pages of a list follow each other without loss or repetition', async () => {
  const { db } = database;
  const runs = [];
  for (let i = 0; i < 7; i++) runs.push(await newRun());
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listRuns(db, { limit: 3, kind: ['provision'], ...(cursor ? { cursor } : {}) });
    expect(page.items.length).toBeLessThanOrEqual(3);
    seen.push(...page.items.map((run) => run.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual([...seen].sort().reverse());
  for (const { runId } of runs) expect(seen).toContain(runId);
  const one = runs[0];
  expect((await listRuns(db, { limit: 9, stackId: one?.stackId ?? '' })).items.map((run) => run.id)).toEqual([
    one?.runId,
  ]);
  expect((await listRuns(db, { limit: 9, teamIds: ['team_none'] })).items).toEqual([]);
  expect((await listRuns(db, { limit: 9, search: 'vision number requester' })).items.length).toBeGreaterThan(6);
});

test('runs that await a decision come oldest first, and only of the teams that were asked for', async () => {
  const { db } = database;
  const [first, second] = [await newRun(), await newRun()];
  await advance(second.runId, 'claim', 'plan_ready');
  await advance(first.runId, 'claim', 'plan_ready');
  const waiting = await listAwaitingApproval(db, { teamIds: [portal.team.id] });
  const mine = waiting.map((run) => run.id).filter((id) => id === first.runId || id === second.runId);
  expect(mine).toEqual([second.runId, first.runId]);
  expect(await countAwaitingApproval(db)).toBe(waiting.length);
  expect(await countAwaitingApproval(db, { teamIds: [] })).toBe(0);
});

test('the audit is read newest first, in pages, and searched by who and what', async () => {
  const { db } = database;
  const event = (action: string, at: number) => {
    const now = new Date(Date.UTC(2030, 0, 1) + at);
    const ids = () => makeId('audit', now, new Uint8Array(16));
    return appendAudit(db, {
      actorId: portal.approverId,
      action,
      subject: { kind: 'target', id: portal.target.id, label: 'main_50%' },
      detail: { note: 'a\0b' },
      now,
      ids,
    });
  };
  for (let i = 0; i < 5; i++) await event('target.check', i);
  const first = await listAudit(db, { search: 'target approver', limit: 3 });
  const rest = await listAudit(db, { search: 'target approver', limit: 3, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...rest.items].map((one) => one.at.getUTCMilliseconds())).toEqual([4, 3, 2, 1, 0]);
  expect(rest.nextCursor).toBeNull();
  expect(first.items[0]).toMatchObject({ actor: { id: portal.approverId }, detail: { note: 'a\ufffdb' } });
  expect((await listAudit(db, { search: '50%', limit: 9 })).items).toHaveLength(5);
  expect((await listAudit(db, { search: 'main%50', limit: 9 })).items).toHaveLength(0);
});
