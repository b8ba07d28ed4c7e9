import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../testing/stage.ts';
import { findOrphans } from './orphans.ts';

/** Workers that stop, die and lose their lease in the middle of a real apply. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.stopWorkers();
  await setLatency(0);
});
afterAll(() => stage.close());

const setLatency = (milliseconds: number) =>
  stage.sandbox.control('PUT /latency', { extra: { aws_db_instance: milliseconds } });

/** A run whose apply is busy with the database for as long as the test likes. */
async function busyRun(slug: string) {
  await setLatency(600_000);
  const { stackId, runId } = await stage.request(slug);
  await stage.reached(runId, ['awaiting_approval']);
  await stage.approve(runId);
  await stage.busyWith(runId, 'aws_db_instance.metadata');
  return { stackId, runId };
}

/** Where a half-made database has to be replaced, that is asked for. */
async function approveToTheEnd(runId: string): Promise<void> {
  for (;;) {
    const run = await stage.reached(runId, ['awaiting_approval', 'succeeded']);
    if (run.status === 'succeeded') return;
    await stage.approve(runId);
  }
}

test('the worker that applies need not be the one that planned', async () => {
  const planner = await stage.startWorker();
  const { stackId, runId } = await stage.request('elsewhere');
  await stage.reached(runId, ['awaiting_approval']);
  await planner.stop();
  await stage.startWorker();
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
  expect((await stage.stack(stackId)).status).toBe('ready');
  const { history } = await stage.detail(runId);
  expect(history.map((entry) => entry.event)).not.toContain('replan');
  expect(stage.complaints.take()).toEqual([]);
});

test('two workers never act for one stack at the same time', async () => {
  await stage.startWorker();
  await stage.startWorker();
  const runs = await Promise.all(['pair-a', 'pair-b'].map((slug) => stage.request(slug)));
  await Promise.all(
    runs.map(async ({ runId }) => {
      await stage.reached(runId, ['awaiting_approval']);
      await stage.approve(runId);
      await stage.reached(runId, ['succeeded']);
    }),
  );
  const steps = await stage.db.client.runStep.findMany({ where: { runId: { in: runs.map((run) => run.runId) } } });
  // Only a directory may have to be prepared once on each machine.
  expect(steps.filter((step) => step.attempt !== 1 && step.name !== 'init')).toEqual([]);
  expect(stage.complaints.take()).toEqual([]);
});

test('a worker that is stopped hands its apply over to the next one', async () => {
  const first = await stage.startWorker();
  const { stackId, runId } = await busyRun('handover');
  await first.stop();
  expect((await stage.detail(runId)).run.status).toBe('interrupted');
  await setLatency(0);
  await stage.startWorker();
  await approveToTheEnd(runId);
  expect((await stage.stack(stackId)).status).toBe('ready');
});

test('a worker that is killed is noticed, its lock is removed, and another one goes on', async () => {
  const mortal = await stage.spawnWorker({ leaseSeconds: 3 });
  const { stackId, runId: provision } = await stage.request('killed');
  await approveToTheEnd(provision);
  await setLatency(600_000);
  const runId = await stage.change(stackId, { parameters: { database: { backupDays: 5 } } });
  await stage.reached(runId, ['awaiting_approval']);
  await stage.approve(runId);
  await stage.busyWith(runId, 'aws_db_instance.metadata');
  await mortal.kill();
  await setLatency(0);
  await stage.startWorker({ leaseSeconds: 3 });
  await stage.reached(runId, ['succeeded']);
  const { history } = await stage.detail(runId);
  expect(history.map((entry) => entry.event).slice(-5)).toEqual([
    'interrupt',
    'recover',
    'resume',
    'applied',
    'verified',
  ]);
  expect(stage.complaints.take()).toContain('the lock of a dead Terraform was removed');
  expect((await findOrphans(runId))?.filter((orphan) => orphan.directory.includes('/mortal/'))).toEqual([]);
});

test('a run whose worker is killed while it plans is planned by another one', async () => {
  const mortal = await stage.spawnWorker({ leaseSeconds: 3 });
  const { stackId, runId: provision } = await stage.request('replanned');
  await approveToTheEnd(provision);
  await stage.sandbox.control('PUT /latency', { extra: { aws_vpc: 600_000 } });
  const runId = await stage.change(stackId);
  await stage.busyPlanning(runId);
  await mortal.kill();
  await stage.sandbox.control('PUT /latency', { extra: { aws_vpc: 0 } });
  await stage.startWorker({ leaseSeconds: 3 });
  await stage.reached(runId, ['no_changes']);
});

test('a worker whose lease was taken kills its Terraform and writes nothing more', async () => {
  await stage.startWorker({ leaseSeconds: 3 });
  const { runId } = await busyRun('usurped');
  stage.complaints.take();
  expect(await findOrphans(runId)).not.toEqual([]);
  const dropped = stage.complaints.heard('the lease of the run is lost; its work was dropped');
  await stage.db.client.runLease.update({ where: { runId }, data: { workerId: 'usurper', token: { increment: 1 } } });
  await dropped;
  expect(await findOrphans(runId)).toEqual([]);
  expect((await stage.detail(runId)).run.status).toBe('applying');
  expect(stage.complaints.take()).toEqual(['the lease of the run is lost; its work was dropped']);
});
