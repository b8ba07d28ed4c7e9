import { hostname } from 'node:os';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openStage, type Stage } from '../testing/stage.ts';
import { putObject } from '../testing/stateObject.ts';

/** Locks of Terraform's first command on a state, which lie where no workspace is yet; and of runs that have ended. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.stopWorkers();
});
afterAll(() => stage.close());

const leaseSeconds = 3;
const reports = z.object({ faults: z.array(z.object({ name: z.string(), struck: z.int() })) });

/** A run whose worker is killed while Terraform, for the first time, writes a state: under a lock of the operation `init`. */
async function killedAtFirstWrite(slug: string): Promise<string> {
  const mortal = await stage.spawnWorker({ leaseSeconds });
  const fault = { name: slug, operations: ['put'], pattern: `/${slug}/.*[.]tfstate$`, effect: 'slow' };
  await stage.sandbox.control('PUT /s3faults', { faults: [{ ...fault, milliseconds: 600_000, times: 3 }] });
  const { runId } = await stage.request(slug);
  const isStruck = async () => {
    const { faults } = reports.parse(await stage.sandbox.control('GET /s3faults'));
    return faults.some(({ name, struck }) => name === slug && struck > 0);
  };
  await expect.poll(isStruck, { timeout: 60_000 }).toBe(true);
  await mortal.kill();
  await stage.sandbox.control('DELETE /s3faults', { name: slug });
  expect((await stage.bucket(slug)).locks).not.toEqual([]);
  return runId;
}

test('a worker that dies while the first state is written leaves a run that another one plans', async () => {
  const runId = await killedAtFirstWrite('first-write');
  await stage.startWorker({ leaseSeconds });
  await stage.reached(runId, ['awaiting_approval']);
  expect((await stage.bucket('first-write')).locks).toEqual([]);
});

test('the lock of a run that has ended is removed by the next run of the stack', async () => {
  await stage.startWorker({ leaseSeconds });
  const { stackId, runId } = await stage.request('earlier-run');
  await stage.reached(runId, ['awaiting_approval']);
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
  const { acquiredAt } = await stage.db.client.runLease.findUniqueOrThrow({ where: { runId } });
  await putObject(stage.sandbox, 'metaflow/earlier-run/cluster.tfstate.tflock', {
    ID: 'b7a5fb0c-7e3d-4b8e-9c5e-0d5f1f0a2b3c',
    Operation: 'OperationTypeApply',
    Who: `root@${hostname()}`,
    Created: acquiredAt.toISOString(),
  });
  const next = await stage.change(stackId);
  await stage.reached(next, ['no_changes']);
  expect((await stage.bucket('earlier-run')).locks).toEqual([]);
});
