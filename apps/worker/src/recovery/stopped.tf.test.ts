import { listRecoveries } from '@flowport/db';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../testing/stage.ts';
import { findOrphans } from './orphans.ts';

/** Workers that are stopped beyond their lease, and a bucket that refuses the state when Terraform wants to store it. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.stopWorkers();
  await setLatency(0);
});
afterAll(() => stage.close());

const leaseSeconds = 4;
const setLatency = (milliseconds: number) =>
  stage.sandbox.control('PUT /latency', { extra: { aws_db_instance: milliseconds } });

test('the Terraform of a worker that is stopped beyond its lease is dead before another one takes over', async () => {
  const mortal = await stage.spawnWorker({ leaseSeconds });
  const { runId } = await stage.request('stopped');
  await stage.reached(runId, ['awaiting_approval']);
  await setLatency(600_000);
  await stage.approve(runId);
  await stage.busyWith(runId, 'aws_db_instance.metadata');
  await mortal.stop();
  await setLatency(0);
  await stage.startWorker({ leaseSeconds });
  await stage.reached(runId, ['interrupted', 'recovering', 'applying'], (await stage.detail(runId)).run.version + 1);
  expect((await findOrphans(runId))?.filter((orphan) => orphan.directory.includes('/mortal/'))).toEqual([]);
  await mortal.resume();
  await stage.reached(runId, ['succeeded']);
  const { history } = await stage.detail(runId);
  expect(history.map((entry) => entry.event)).not.toContain('fail');
  expect(await stage.objects('aws_db_instance', /./)).toHaveLength(1);
  await mortal.kill();
});

test('a state that the bucket refused at the end of the apply is stored later, and nothing is lost', async () => {
  await stage.startWorker({ leaseSeconds: 20 });
  const { runId } = await stage.request('refused');
  await stage.reached(runId, ['awaiting_approval']);
  const fault = { name: 'state', operations: ['put'], pattern: 'refused/foundation\\.tfstate$', effect: 'error500' };
  await stage.sandbox.control('PUT /s3faults', { faults: [{ ...fault, times: 1000 }] });
  const version = (await stage.reached(runId, ['awaiting_approval'])).version;
  await stage.approve(runId);
  await stage.reached(runId, ['interrupted', 'recovering'], version + 2);
  await stage.sandbox.control('DELETE /s3faults', { name: 'state' });
  await stage.reached(runId, ['succeeded']);
  const story = (await listRecoveries(stage.db, runId)).flatMap((recovery) => recovery.story.map(({ text }) => text));
  expect(story.join('\n')).toMatch(/could not store at its end was stored now/);
  expect(await stage.objects('aws_vpc', /./)).toHaveLength(2);
  expect((await stage.bucket('refused')).locks).toEqual([]);
});
