import { type ObjectVersion, type StateArchive, stateArchive } from '@flowport/aws';
import { getRun, listResources } from '@flowport/db';
import type { RunRestore } from '@flowport/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../testing/stage.ts';
import { deployerOf } from '../testing/standing.ts';
import { changeState } from '../testing/stateObject.ts';

/** States that are damaged and go back, on real Terraform; the tests follow one another. */
let stage: Stage;
let archive: StateArchive;
let stackId = '';
const slug = 'rewind';
const key = `metaflow/${slug}/foundation.tfstate`;
const database = 'aws_db_instance.metadata';

beforeAll(async () => {
  stage = await openStage();
  archive = stateArchive({ caller: await deployerOf(stage), backend: stage.target.backend });
  await stage.startWorker();
  const requested = await stage.request(slug);
  stackId = requested.stackId;
  await stage.reached(requested.runId, ['awaiting_approval']);
  await stage.approve(requested.runId);
  await stage.reached(requested.runId, ['succeeded']);
});
afterAll(async () => {
  archive.close();
  await stage.close();
});

const present = () => archive.readPresent(slug, 'foundation');
const blocks = async () => ((await present())?.resources ?? []).map(({ type, name }) => `${type}.${name}`);

/** The newest version, as a run would go back to it. */
async function newest(): Promise<Omit<RunRestore, 'planned'>> {
  const { versions } = await archive.listVersions(slug, 'foundation', { limit: 1 });
  const [{ versionId } = {} as ObjectVersion] = versions;
  const { serial, lineage } = await archive.readVersion(slug, 'foundation', versionId);
  return { layer: 'foundation', versionId, serial, lineage };
}

/** As a `terraform state rm` by hand does it. */
const forgetDatabase = () =>
  changeState(stage.sandbox, key, (state) => {
    state.serial += 1;
    state.resources = state.resources.filter(({ type }) => type !== 'aws_db_instance');
  });

let whole: Omit<RunRestore, 'planned'>;

test('going back shows which entries return and that nothing is made anew, and writes nothing meanwhile', async () => {
  whole = await newest();
  await forgetDatabase();
  expect(await blocks()).not.toContain(database);
  const serial = (await present())?.serial ?? 0;
  const runId = await stage.goBack(stackId, whole);
  await stage.reached(runId, ['awaiting_approval']);
  const run = await getRun(stage.db, runId);
  expect(run?.restore?.planned).toMatchObject({
    seen: { serial, lineage: whole.lineage },
    entries: [{ address: database, fate: 'returns' }],
  });
  const plan = await stage.plan(runId);
  expect(plan.layers.map((layer) => layer.basis)).toEqual(['exact', 'exact', 'exact']);
  expect(plan.counts).toMatchObject({ create: 0, replace: 0, delete: 0 });
  expect(await blocks()).not.toContain(database);
  expect((await present())?.serial).toBe(serial);
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
});

test('what was forgotten is known again, once, and the stack is ready', async () => {
  expect((await blocks()).filter((block) => block === database)).toHaveLength(1);
  expect(await present()).toMatchObject({ lineage: whole.lineage });
  expect((await present())?.serial).toBeGreaterThan(whole.serial + 1);
  expect(await stage.objects('aws_db_instance', /./)).toHaveLength(1);
  expect((await listResources(stage.db, stackId)).map(({ address }) => address)).toContain(database);
  expect((await stage.stack(stackId)).status).toBe('ready');
  expect((await stage.bucket(slug)).locks).toEqual([]);
  const after = await stage.change(stackId);
  await stage.reached(after, ['no_changes']);
});

test('a state that moved after the plan is not written over: it is planned and asked for anew', async () => {
  await forgetDatabase();
  const runId = await stage.goBack(stackId, whole);
  const seen = await stage.reached(runId, ['awaiting_approval']);
  await changeState(stage.sandbox, key, (state) => {
    state.serial += 1;
  });
  const moved = (await present())?.serial;
  await stage.approve(runId);
  const again = await stage.reached(runId, ['awaiting_approval'], seen.version + 2);
  expect((await present())?.serial).toBe(moved);
  expect(again.digest).not.toBe(seen.digest);
  expect(again.restore?.planned?.seen?.serial).toBe(moved);
  expect((await stage.detail(runId)).history.map(({ event }) => event)).toContain('replan');
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
  expect(await blocks()).toContain(database);
});

test('a worker that dies right after it has written the state does not write it a second time', async () => {
  await forgetDatabase();
  await stage.stopWorkers();
  const mortal = await stage.spawnWorker({ leaseSeconds: 3 });
  const runId = await stage.goBack(stackId, whole);
  await stage.reached(runId, ['awaiting_approval']);
  const before = (await archive.listVersions(slug, 'foundation', { limit: 50 })).versions.length;
  // The plan after the writing takes its time, which is where the worker dies.
  await stage.sandbox.control('PUT /latency', { extra: { aws_vpc: 600_000 } });
  await stage.approve(runId);
  await expect.poll(async () => (await blocks()).includes(database), { timeout: 60_000, interval: 100 }).toBe(true);
  await mortal.kill();
  await stage.sandbox.control('PUT /latency', { extra: { aws_vpc: 0 } });
  await stage.startWorker({ leaseSeconds: 3 });
  await stage.reached(runId, ['succeeded']);
  const after = await archive.listVersions(slug, 'foundation', { limit: 50 });
  const serials = await Promise.all(
    after.versions.slice(0, after.versions.length - before).map(async ({ versionId }) => {
      const { serial } = await archive.readVersion(slug, 'foundation', versionId);
      return serial;
    }),
  );
  expect(new Set(serials).size).toBe(serials.length);
  expect((await blocks()).filter((block) => block === database)).toHaveLength(1);
  expect(await stage.objects('aws_db_instance', /./)).toHaveLength(1);
});

test('going back where nothing differs ends without an approval', async () => {
  const runId = await stage.goBack(stackId, await newest());
  await stage.reached(runId, ['no_changes']);
});
