import { getOutputs, listJournal, listResources, listStackChecks } from '@flowport/db';
import { outputSchemas } from '@flowport/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../testing/stage.ts';

/** A stack's whole life by one worker, on real Terraform; the tests follow one another as the life does. */
let stage: Stage;
let stackId = '';
let runId = '';

beforeAll(async () => {
  stage = await openStage();
  await stage.startWorker();
});
afterAll(() => stage.close());

/** Written as nobody would, and as anybody might. */
const description = `\${file("/etc/passwd")} %{if true}x%{endif} "quotes" </script>\nsecond line 🚀 \${var.x} $\${y}`;

const bucket = () => stage.bucket('life');

test('a request becomes a plan: exact for the foundation, an envelope for what needs it', async () => {
  ({ stackId, runId } = await stage.request('life', { description }));
  const run = await stage.reached(runId, ['awaiting_approval']);
  expect(run.digest).toMatch(/^[0-9a-f]{64}$/);
  const plan = await stage.plan(runId);
  expect(plan.digest).toBe(run.digest);
  expect(plan.layers.map((layer) => [layer.layer, layer.basis])).toEqual([
    ['foundation', 'exact'],
    ['cluster', 'envelope'],
    ['services', 'envelope'],
  ]);
  for (const layer of plan.layers) expect(layer.counts.create).toBeGreaterThan(10);
  expect((await bucket()).plans).toHaveLength(3);
});

test('the approved plan is applied and the stack is ready', async () => {
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
  expect((await stage.stack(stackId)).status).toBe('ready');
});

test('every step has run once and ended well', async () => {
  const { steps, history } = await stage.detail(runId);
  expect(steps.filter((step) => step.status !== 'succeeded')).toEqual([]);
  expect(history.map((entry) => entry.to)).toEqual([
    'queued',
    'planning',
    'awaiting_approval',
    'applying',
    'verifying',
    'succeeded',
  ]);
});

test('progress ends where the plan said it would', async () => {
  const { steps } = await stage.detail(runId);
  const plan = await stage.plan(runId);
  for (const layer of plan.layers) {
    const step = steps.find((candidate) => candidate.name === 'apply' && candidate.layer === layer.layer);
    expect(step?.progress).toEqual({ done: layer.counts.create, total: layer.counts.create, current: null });
  }
});

test('every resource that was created is in the journal and in the list of resources', async () => {
  const journal = await listJournal(stage.db, runId);
  const started = journal.filter((entry) => entry.kind === 'apply_start').map((entry) => entry.address);
  const completed = journal.filter((entry) => entry.kind === 'apply_complete');
  const resources = (await listResources(stage.db, stackId)).map((resource) => resource.address);
  expect(completed.map((entry) => entry.address).sort()).toEqual(resources.sort());
  expect(started.sort()).toEqual(resources);
  expect(completed.filter((entry) => entry.idValue === null)).toEqual([]);
});

test('the outputs have the form of the connection pack, and no secret is among them', async () => {
  const outputs = await getOutputs(stage.db, stackId);
  for (const layer of ['foundation', 'cluster', 'services'] as const) {
    expect(outputSchemas[layer].safeParse(outputs[layer]).error).toBeUndefined();
  }
  const stored = await stage.db.client.output.findMany({ where: { stackId, sensitive: true } });
  expect(stored.filter((output) => output.value !== null)).toEqual([]);
});

test('each check of the verification passed', async () => {
  const checks = await listStackChecks(stage.db, stackId);
  expect(checks.filter((check) => check.status !== 'passed')).toEqual([]);
  expect(checks.map((check) => check.name)).toEqual(
    expect.arrayContaining(['account', 'state', 'outputs', 'identity.task']),
  );
});

test('the bucket holds three states, what they were applied from, and nothing else', async () => {
  expect(await bucket()).toEqual({
    states: ['metaflow/life/cluster.tfstate', 'metaflow/life/foundation.tfstate', 'metaflow/life/services.tfstate'],
    locks: [],
    plans: [],
    configurations: [
      'metaflow/life/cluster.configuration.json',
      'metaflow/life/foundation.configuration.json',
      'metaflow/life/services.configuration.json',
    ],
    other: [],
  });
});

test('what a user typed is a literal in the plan and in what was created', async () => {
  const plan = await stage.shownExactly(runId);
  expect(JSON.stringify(plan)).not.toContain('root:x:0');
  const { objects } = JSON.parse(
    JSON.stringify(await stage.sandbox.control('GET /objects?type=kubernetes_namespace_v1')),
  );
  expect(JSON.stringify(objects)).toContain(JSON.stringify(description).slice(1, -1));
  const exact = plan.layers.find((layer) => layer.layer === 'services');
  expect(exact?.basis).toBe('exact');
  expect(JSON.stringify(exact)).toContain(JSON.stringify(description).slice(1, -1));
});

test('the log tells the whole run, step by step', async () => {
  const log = await stage.log(runId);
  for (const text of ['Synthesize', 'Plan foundation', 'Apply services', 'aws_vpc.main', 'Verify']) {
    expect(log).toContain(text);
  }
});

test('a change that changes nothing ends without an approval', async () => {
  const again = await stage.change(stackId);
  await stage.reached(again, ['no_changes']);
  const plan = await stage.plan(again);
  expect(plan.layers.map((layer) => [layer.basis, layer.changes])).toEqual([
    ['exact', []],
    ['exact', []],
    ['exact', []],
  ]);
  expect((await stage.stack(stackId)).status).toBe('ready');
});

test('a change is planned exactly, and layers that it leaves alone are skipped', async () => {
  const change = await stage.change(stackId, { parameters: { database: { backupDays: 3 } } });
  await stage.reached(change, ['awaiting_approval']);
  const plan = await stage.plan(change);
  expect(plan.counts).toMatchObject({ create: 0, update: 1, replace: 0, delete: 0 });
  await stage.approve(change);
  await stage.reached(change, ['succeeded']);
  const { steps } = await stage.detail(change);
  const applies = steps.filter((step) => step.name === 'apply').map((step) => [step.layer, step.status]);
  expect(applies).toEqual([
    ['foundation', 'succeeded'],
    ['cluster', 'skipped'],
    ['services', 'skipped'],
  ]);
});

test('a look for drift finds what was changed behind Terraform, and changes nothing', async () => {
  const { objects } = JSON.parse(JSON.stringify(await stage.sandbox.control('GET /objects?type=aws_db_instance')));
  const [{ account, scope, type, id }] = objects;
  await stage.sandbox.control('PATCH /objects', {
    account,
    scope,
    type,
    id,
    attributes: { backup_retention_period: 9 },
  });
  const drift = await stage.drift(stackId);
  await stage.reached(drift, ['no_changes']);
  const plan = await stage.plan(drift);
  expect(plan.layers.flatMap((layer) => layer.drift).map((change) => change.type)).toContain('aws_db_instance');
  await stage.sandbox.control('PATCH /objects', {
    account,
    scope,
    type,
    id,
    attributes: { backup_retention_period: 3 },
  });
});

test('a destroy takes the layers down in reverse and leaves nothing', async () => {
  const destroy = await stage.destroy(stackId);
  await stage.reached(destroy, ['awaiting_approval']);
  const plan = await stage.plan(destroy);
  expect(plan.layers.map((layer) => [layer.layer, layer.basis])).toEqual([
    ['services', 'exact'],
    ['cluster', 'exact'],
    ['foundation', 'exact'],
  ]);
  expect(plan.counts).toMatchObject({ create: 0, update: 0, replace: 0 });
  await stage.approve(destroy);
  await stage.reached(destroy, ['succeeded']);
  expect((await stage.stack(stackId)).status).toBe('destroyed');
  expect(Object.values(await bucket()).flat()).toEqual([]);
  expect(await listResources(stage.db, stackId)).toEqual([]);
});

test('nothing went wrong on the way', () => {
  expect(stage.complaints.take()).toEqual([]);
});
