import { listResources, listStackChecks } from '@flowport/db';
import type { Layer } from '@flowport/domain';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openStage, type Stage } from '../testing/stage.ts';
import { changeState } from '../testing/stateObject.ts';

/** What is decided during a run, by people and by the worker, on real Terraform. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.startWorker();
});
afterEach(async () => {
  await stage.sandbox.control('DELETE /faults', {});
  await stage.sandbox.control('PUT /quotas', { aws_eks_cluster: null });
  await stage.sandbox.control('PUT /latency', { extra: { aws_db_instance: 0 } });
});
afterAll(() => stage.close());

async function provisioned(slug: string): Promise<string> {
  const { stackId, runId } = await stage.request(slug);
  await stage.reached(runId, ['awaiting_approval']);
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
  return stackId;
}

async function appliesOf(runId: string): Promise<[Layer | null, string][]> {
  const { steps } = await stage.detail(runId);
  return steps.filter((step) => step.name === 'apply').map((step) => [step.layer, step.status]);
}

test('a job that comes twice, or too late, does nothing', async () => {
  const { stackId, runId } = await stage.request('twice');
  await stage.reached(runId, ['awaiting_approval']);
  const send = (phase: 'plan' | 'apply' | 'recover') =>
    stage.db.inTransaction((tx) => tx.enqueue({ runId, stackId, phase }));
  await send('plan');
  await stage.approve(runId);
  for (const phase of ['apply', 'plan', 'recover'] as const) await send(phase);
  await stage.reached(runId, ['succeeded']);
  // Jobs of one stack follow one another, so when this one is done the others are.
  await stage.reached(await stage.change(stackId), ['no_changes']);
  const { history } = await stage.detail(runId);
  expect(history.map((entry) => entry.event).slice(1)).toEqual([
    'claim',
    'plan_ready',
    'approve',
    'applied',
    'verified',
  ]);
  const steps = await stage.db.client.runStep.findMany({ where: { runId } });
  expect(steps.filter((step) => step.attempt !== 1)).toEqual([]);
});

test('a run that is rejected leaves no saved plan behind', async () => {
  const { runId } = await stage.request('rejected');
  await stage.reached(runId, ['awaiting_approval']);
  expect(await stage.plansOf('rejected')).toHaveLength(3);
  await stage.reject(runId);
  await expect.poll(() => stage.plansOf('rejected'), { timeout: 20_000 }).toEqual([]);
});

test('an approval is void when the parameters are not those that were planned', async () => {
  const { stackId, runId } = await stage.request('void');
  const planned = await stage.reached(runId, ['awaiting_approval']);
  const parameters = { ...planned.parameters, tags: { 'cost-center': 'smuggled' } };
  await stage.db.client.run.update({ where: { id: runId }, data: { parameters } });
  await stage.approve(runId);
  const again = await stage.reached(runId, ['awaiting_approval'], planned.version + 1);
  expect(again.digest).not.toBe(planned.digest);
  const { history } = await stage.detail(runId);
  expect(history.map((entry) => entry.event)).toContain('replan');
  expect(await listResources(stage.db, stackId)).toEqual([]);
  expect(JSON.stringify(await stage.plan(runId))).toContain('smuggled');
  await stage.cancel(runId);
});

test('an approval is void when the state has moved on since', async () => {
  const stackId = await provisioned('moved');
  const runId = await stage.change(stackId, { parameters: { database: { backupDays: 2 } } });
  const planned = await stage.reached(runId, ['awaiting_approval']);
  await changeState(stage.sandbox, 'metaflow/moved/services.tfstate', (state) => {
    state.serial += 1;
  });
  await stage.approve(runId);
  const again = await stage.reached(runId, ['awaiting_approval'], planned.version + 1);
  expect(again.digest).not.toBe(planned.digest);
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
});

test('a layer whose real plan does more than was approved waits for another approval, and only that', async () => {
  const stackId = await provisioned('outside');
  // A foundation that does not hand over everything yet makes the cluster an envelope, though it exists.
  await changeState(stage.sandbox, 'metaflow/outside/foundation.tfstate', (state) => {
    delete state.outputs.vpc_id;
    state.serial += 1;
  });
  const runId = await stage.change(stackId, { parameters: { cluster: { logTypes: ['audit', 'api'] } } });
  await stage.reached(runId, ['awaiting_approval']);
  expect((await stage.plan(runId)).layers.map((layer) => layer.basis)).toEqual(['exact', 'envelope', 'envelope']);
  await stage.approve(runId);
  const paused = await stage.reached(runId, ['awaiting_approval'], 5);
  expect(paused.pauseReason).toMatch(/The plan of cluster now does more.*update aws_eks_cluster\.main/);
  expect(await appliesOf(runId)).toEqual([
    ['foundation', 'succeeded'],
    ['cluster', 'pending'],
    ['services', 'pending'],
  ]);
  const shown = (await stage.plan(runId)).layers.find((layer) => layer.layer === 'cluster');
  expect(shown).toMatchObject({ basis: 'exact', counts: { update: 1 } });
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
  const { steps } = await stage.detail(runId);
  expect(steps.find((step) => step.name === 'apply' && step.layer === 'services')?.status).toBe('skipped');
});

test('what has run out between the request and the approval stops the run before anything is created', async () => {
  const { stackId, runId } = await stage.request('late');
  await stage.reached(runId, ['awaiting_approval']);
  await stage.sandbox.control('PUT /quotas', { aws_eks_cluster: 0 });
  await stage.approve(runId);
  const failed = await stage.reached(runId, ['failed']);
  expect(failed.error).toMatch(/While checking before the apply: EKS clusters: /);
  expect(await listResources(stage.db, stackId)).toEqual([]);
  expect(await stage.log(runId)).toMatch(/failed +EKS clusters/);
  expect(await appliesOf(runId)).toEqual([
    ['foundation', 'skipped'],
    ['cluster', 'skipped'],
    ['services', 'skipped'],
  ]);
});

test('an apply that fails says what and what to do; a change goes on from there', async () => {
  await stage.sandbox.control('POST /faults', {
    type: 'aws_eks_cluster',
    code: 'ResourceLimitExceededException',
    message: 'You have reached the maximum number of clusters.',
  });
  const { stackId, runId } = await stage.request('halfway');
  await stage.reached(runId, ['awaiting_approval']);
  await stage.approve(runId);
  const failed = await stage.reached(runId, ['failed']);
  expect(failed.error).toMatch(/While applying cluster: .*maximum number of clusters.*request a change/s);
  expect((await stage.stack(stackId)).status).toBe('failed');
  expect((await listResources(stage.db, stackId)).map((resource) => resource.address)).toContain('aws_vpc.main');
  expect(await appliesOf(runId)).toEqual([
    ['foundation', 'succeeded'],
    ['cluster', 'failed'],
    ['services', 'skipped'],
  ]);

  const repair = await stage.change(stackId);
  await stage.reached(repair, ['awaiting_approval']);
  const plan = await stage.plan(repair);
  expect(plan.layers.map((layer) => layer.basis)).toEqual(['exact', 'exact', 'envelope']);
  await stage.approve(repair);
  await stage.reached(repair, ['succeeded']);
  expect((await stage.stack(stackId)).status).toBe('ready');
});

test('a cancel during the apply stops Terraform in order, and what was created can be destroyed', async () => {
  await stage.sandbox.control('PUT /latency', { extra: { aws_db_instance: 600_000 } });
  const { stackId, runId } = await stage.request('stopped');
  await stage.reached(runId, ['awaiting_approval']);
  await stage.approve(runId);
  await stage.busyWith(runId, 'aws_db_instance.metadata');
  await stage.cancel(runId);
  await stage.reached(runId, ['canceled']);
  expect((await stage.stack(stackId)).status).toBe('failed');
  const { steps } = await stage.detail(runId);
  expect(steps.find((step) => step.name === 'apply')?.status).toBe('canceled');

  await stage.sandbox.control('PUT /latency', { extra: { aws_db_instance: 0 } });
  const destroy = await stage.destroy(stackId);
  await stage.reached(destroy, ['awaiting_approval']);
  await stage.approve(destroy);
  await stage.reached(destroy, ['succeeded']);
});

test('a role whose trust was widened behind Terraform degrades the stack until a change finds it mended', async () => {
  const stackId = await provisioned('widened');
  // Only the services change, so that nothing of the cluster is planned after the approval.
  const runId = await stage.change(stackId, { parameters: { services: { metadataReplicas: 2 } } });
  await stage.reached(runId, ['awaiting_approval']);
  const type = 'aws_iam_role';
  const path = `/objects?type=${type}`;
  const { objects } = rolesSchema.parse(await stage.sandbox.control(`GET ${path}`));
  const role = objects.find(({ id }) => /^mf-widened-.*-task$/.test(id));
  if (!role) throw new Error('There is no task role.');
  const setTrust = (assume_role_policy: string) =>
    stage.sandbox.control('PATCH /objects', { ...role, attributes: { assume_role_policy } });
  await setTrust(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
    }),
  );
  await stage.approve(runId);
  const failed = await stage.reached(runId, ['failed']);
  expect(failed.error).toMatch(/While verifying: Identity of task: .*trust policy.*checks the stack again/s);
  const degraded = await stage.stack(stackId);
  expect(degraded).toMatchObject({ status: 'degraded', parameters: { services: { metadataReplicas: 2 } } });
  const failing = async () =>
    (await listStackChecks(stage.db, stackId)).filter(({ status }) => status === 'failed').map(({ name }) => name);
  expect(await failing()).toEqual(['identity.task']);

  await setTrust(role.attributes.assume_role_policy);
  const again = await stage.change(stackId);
  await stage.reached(again, ['succeeded']);
  const { history } = await stage.detail(again);
  expect(history.map((entry) => entry.event)).toEqual(['request', 'claim', 'recheck', 'verified']);
  expect((await stage.stack(stackId)).status).toBe('ready');
  expect(await failing()).toEqual([]);
});

const rolesSchema = z.object({
  objects: z.array(
    z.object({
      account: z.string(),
      scope: z.string(),
      type: z.string(),
      id: z.string(),
      attributes: z.object({ assume_role_policy: z.string() }),
    }),
  ),
});
