import { insertRun, listStackChecks, randomIds } from '@flowport/db';
import { changesOnlySizes, estimateCost, systemUserId } from '@flowport/domain';
import { blueprint } from '@flowport/infra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../testing/stage.ts';

/** A stack that falls asleep, is repaired asleep, and is woken, on real Terraform; each test follows the one before. */
let stage: Stage;
let stackId = '';

beforeAll(async () => {
  stage = await openStage();
  await stage.startWorker();
  const { stackId: id, runId } = await stage.request('sleeper');
  stackId = id;
  await stage.reached(runId, ['awaiting_approval']);
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
});
afterAll(() => stage.close());

/** As the schedule asks for it. */
async function ask(asleep: boolean): Promise<string> {
  const parameters = { ...(await stage.stack(stackId)).parameters, asleep };
  const { runId } = await stage.db.inTransaction((tx) =>
    insertRun(tx, {
      stackId,
      kind: 'update',
      requestedById: systemUserId,
      reason: asleep ? 'Put to sleep.' : 'Woken.',
      parameters,
      blueprint,
      cost: estimateCost(parameters),
      now: new Date(),
      ids: randomIds,
    }),
  );
  return runId;
}

async function carryOut(runId: string): Promise<void> {
  await stage.reached(runId, ['awaiting_approval']);
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
}

const checks = async () => {
  const all = await listStackChecks(stage.db, stackId);
  return Object.fromEntries(all.map(({ name, status }) => [name, status]));
};

test('falling asleep resizes node groups and nothing else, so that a rule may let it through', async () => {
  const runId = await ask(true);
  await stage.reached(runId, ['awaiting_approval']);
  const plan = await stage.plan(runId);
  expect(plan.layers.flatMap(({ changes }) => changes.map(({ address }) => address))).toEqual([
    expect.stringMatching(/^aws_eks_node_group\.system$/),
  ]);
  expect(changesOnlySizes(plan.layers)).toBe(true);
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
  expect(await stage.stack(stackId)).toMatchObject({ status: 'asleep', parameters: { asleep: true } });
});

test('asleep it has no nodes, and what needs them is not looked at', async () => {
  expect(await checks()).toMatchObject({ nodes: 'passed', deployments: 'skipped', metadata: 'skipped' });
  const failed = Object.values(await checks()).filter((status) => status === 'failed');
  expect(failed).toEqual([]);
});

test('a change without any finds nothing to do, and leaves it asleep', async () => {
  const runId = await stage.change(stackId);
  await stage.reached(runId, ['no_changes']);
  expect((await stage.stack(stackId)).status).toBe('asleep');
});

test('waking brings the nodes back, and everything is looked at again', async () => {
  const runId = await ask(false);
  await stage.reached(runId, ['awaiting_approval']);
  expect(changesOnlySizes((await stage.plan(runId)).layers)).toBe(true);
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
  expect(await stage.stack(stackId)).toMatchObject({ status: 'ready', asleepSince: null });
  expect(await checks()).toMatchObject({ nodes: 'passed', deployments: 'passed', metadata: 'passed' });
});

test('once awake the number of nodes is the autoscaler’s again: a change finds nothing to do', async () => {
  const runId = await stage.change(stackId);
  await stage.reached(runId, ['no_changes']);
});

test('a sleep that failed on its way is undone by a wake, though some groups are at zero already', async () => {
  await carryOut(await ask(true));
  // As after a worker that died past the node groups: the stack has what it had, and its nodes are gone.
  const { parameters } = await stage.stack(stackId);
  await stage.db.client.stack.update({
    where: { id: stackId },
    data: { status: 'failed', parameters: { ...parameters, asleep: false } },
  });
  await carryOut(await stage.change(stackId));
  expect(await stage.stack(stackId)).toMatchObject({ status: 'ready', asleepSince: null });
  expect(await checks()).toMatchObject({ nodes: 'passed', deployments: 'passed' });
});
