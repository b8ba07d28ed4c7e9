import { readFile } from 'node:fs/promises';
import { ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { listResources } from '@flowport/db';
import type { DataChoice, Kept, RunPlan } from '@flowport/domain';
import { dataAddresses } from '@flowport/infra';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openStage, type Stage } from '../testing/stage.ts';
import { changeState } from '../testing/stateObject.ts';

/** What becomes of a stack's data at its destruction, on real Terraform, with objects in the bucket. */
let stage: Stage;
let s3: S3Client;
beforeAll(async () => {
  stage = await openStage();
  await stage.startWorker();
  const { sandbox } = stage;
  const credentials = keysSchema.parse(JSON.parse(await readFile(sandbox.file, 'utf8')));
  s3 = new S3Client({ endpoint: sandbox.endpoint, region: sandbox.region, forcePathStyle: true, credentials });
});
afterEach(() => setLatency(0));
afterAll(async () => {
  s3.destroy();
  await stage.close();
});

const keysSchema = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
const setLatency = (milliseconds: number) =>
  stage.sandbox.control('PUT /latency', { extra: { aws_db_instance: milliseconds } });
const bucketOf = (slug: string) => `mf-${slug}-${stage.sandbox.account}-${stage.sandbox.region}`;

async function approved(runId: string, versionMin = 0): Promise<void> {
  await stage.reached(runId, ['awaiting_approval'], versionMin);
  await stage.approve(runId);
}

/** A stack whose database is protected, with an artifact that was written twice. */
async function living(slug: string): Promise<string> {
  const { stackId, runId } = await stage.request(slug, { parameters: { database: { deletionProtection: true } } });
  await approved(runId);
  await stage.reached(runId, ['succeeded']);
  for (const Body of ['first', 'second']) {
    await s3.send(new PutObjectCommand({ Bucket: bucketOf(slug), Key: 'metaflow/Flow/1', Body }));
  }
  return stackId;
}

/** How many versions of the artifact are there; 0 when the bucket is gone. */
async function artifacts(slug: string): Promise<number> {
  try {
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucketOf(slug) }));
    return Versions.filter(({ Key }) => Key === 'metaflow/Flow/1').length;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucket') return 0;
    throw error;
  }
}

/** The objects of a type that the sandbox holds for a stack: each has a name of the stack's in one attribute or another. */
async function objectsOf(type: string, slug: string) {
  const { objects } = objectsSchema.parse(await stage.sandbox.control(`GET /objects?type=${type}`));
  return objects.filter(({ attributes }) => new RegExp(`\\bmf-${slug}\\b`).test(JSON.stringify(attributes)));
}

const objectsSchema = z.object({
  objects: z.array(
    z.object({
      account: z.string(),
      scope: z.string(),
      type: z.string(),
      id: z.string(),
      attributes: z.record(z.string(), z.json()),
    }),
  ),
});

const left = async (type: string, slug: string) => (await objectsOf(type, slug)).length;

async function planned(
  stackId: string,
  data: DataChoice,
): Promise<{ runId: string; foundation: RunPlan['layers'][0] }> {
  const runId = await stage.destroy(stackId, data);
  await stage.reached(runId, ['awaiting_approval']);
  const foundation = (await stage.plan(runId)).layers.find(({ layer }) => layer === 'foundation');
  if (!foundation) throw new Error('The plan shows no foundation.');
  return { runId, foundation };
}

async function stepsOf(runId: string): Promise<string[]> {
  const { steps } = await stage.detail(runId);
  return steps
    .filter(({ name }) => name === 'release' || name === 'apply')
    .map(({ name, layer, status }) => `${name} ${layer} ${status}`);
}

const names = (kept: readonly Kept[]) => kept.map(({ kind, name }) => `${kind} ${name}`);

test('retain: the compute goes, the data stays, and a change brings the compute back', async () => {
  const stackId = await living('retained');
  const { runId, foundation } = await planned(stackId, 'retain');
  expect(foundation).toMatchObject({ changes: [], release: [] });
  await stage.approve(runId);
  const run = await stage.reached(runId, ['succeeded']);
  expect(names(run.kept)).toEqual([
    'database mf-retained',
    `bucket ${bucketOf('retained')}`,
    expect.stringMatching(/^key arn:aws:kms:/),
  ]);
  expect(await stepsOf(runId)).toEqual([
    'apply services succeeded',
    'apply cluster succeeded',
    'apply foundation skipped',
  ]);
  expect((await stage.stack(stackId)).status).toBe('retained');
  expect(await left('aws_eks_cluster', 'retained')).toBe(0);
  expect(await left('aws_db_instance', 'retained')).toBe(1);
  expect((await stage.bucket('retained')).states).toEqual(['metaflow/retained/foundation.tfstate']);
  const resources = await listResources(stage.db, stackId);
  expect(new Set(resources.map(({ layer }) => layer))).toEqual(new Set(['foundation']));

  const back = await stage.change(stackId);
  await stage.reached(back, ['awaiting_approval']);
  expect((await stage.plan(back)).layers.map(({ basis, changes }) => [basis, changes.length > 0])).toEqual([
    ['exact', false],
    ['exact', true],
    ['envelope', true],
  ]);
  await stage.approve(back);
  await stage.reached(back, ['succeeded']);
  expect((await stage.stack(stackId)).status).toBe('ready');
  expect(await artifacts('retained')).toBe(2);
});

test('snapshot: a protected database leaves a snapshot; bucket and key stay, and are forgotten', async () => {
  const stackId = await living('snapped');
  const { runId, foundation } = await planned(stackId, 'snapshot');
  expect(foundation.release.map(({ action, address }) => `${action} ${address}`)).toEqual([
    'update aws_db_instance.metadata',
  ]);
  expect(foundation.release[0]?.attributes).toContainEqual(
    expect.objectContaining({ path: 'deletion_protection', before: true, after: false }),
  );
  const forgotten = foundation.changes.filter(({ action }) => action === 'forget').map(({ address }) => address);
  expect(forgotten.sort()).toEqual([...dataAddresses].sort());
  expect(foundation.counts).toMatchObject({ create: 0, update: 0, replace: 0, forget: dataAddresses.length });
  await stage.approve(runId);
  const run = await stage.reached(runId, ['succeeded']);
  expect(await stepsOf(runId)).toEqual([
    'apply services succeeded',
    'apply cluster succeeded',
    'release foundation succeeded',
    'apply foundation succeeded',
  ]);
  expect((await stage.stack(stackId)).status).toBe('destroyed');
  expect(Object.values(await stage.bucket('snapped')).flat()).toEqual([]);
  const [snapshot, ...others] = names(run.kept);
  expect(snapshot).toMatch(/^snapshot mf-snapped-final-[0-9a-f]{8}$/);
  expect(others).toEqual([`bucket ${bucketOf('snapped')}`, expect.stringMatching(/^key arn:aws:kms:/)]);
  expect((await stage.objects('aws_db_snapshot', /mf-snapped-final/)).map(({ id }) => `snapshot ${id}`)).toEqual([
    snapshot,
  ]);
  expect(await left('aws_db_instance', 'snapped')).toBe(0);
  expect((await objectsOf('aws_kms_key', 'snapped'))[0]?.attributes).toMatchObject({ is_enabled: true });
  expect(await artifacts('snapped')).toBe(2);
});

test('the name of a snapshot has a second life once nobody needs the bucket any more', async () => {
  const kept = await stage.objects('aws_db_snapshot', /^mf-snapped-final/);
  const { stackId, runId } = await stage.request('snapped');
  await approved(runId);
  const refused = await stage.reached(runId, ['failed']);
  expect(refused.error).toMatch(new RegExp(`While checking before the apply: .*${bucketOf('snapped')}`));
  expect(await artifacts('snapped')).toBe(2);

  for (const type of ['aws_s3_bucket', 'aws_kms_alias']) {
    for (const { attributes: _, ...object } of await objectsOf(type, 'snapped')) {
      await stage.sandbox.control('DELETE /objects', object);
    }
  }
  const again = await stage.change(stackId);
  await approved(again);
  await stage.reached(again, ['succeeded']);
  const { runId: second } = await planned(stackId, 'snapshot');
  await stage.approve(second);
  await stage.reached(second, ['succeeded']);
  const snapshots = await stage.objects('aws_db_snapshot', /^mf-snapped-final/);
  expect(snapshots).toHaveLength(kept.length + 1);
});

test('purge: nothing is left, and the name has a second life', async () => {
  const stackId = await living('purged');
  const { runId, foundation } = await planned(stackId, 'purge');
  expect(foundation.release.map(({ action, address }) => `${action} ${address}`)).toEqual([
    'update aws_db_instance.metadata',
    'update aws_s3_bucket.datastore',
  ]);
  expect(foundation.counts).toMatchObject({ create: 0, update: 0, replace: 0, forget: 0 });
  await stage.approve(runId);
  const run = await stage.reached(runId, ['succeeded']);
  expect(run.kept).toEqual([]);
  expect(await artifacts('purged')).toBe(0);
  expect(await stage.objects('aws_db_snapshot', /mf-purged/)).toEqual([]);
  for (const type of ['aws_db_instance', 'aws_s3_bucket', 'aws_eks_cluster', 'aws_kms_alias']) {
    expect(await left(type, 'retained')).toBe(1);
    expect(await left(type, 'purged')).toBe(0);
  }
  await living('purged');
});

test('a release that would do more than was approved waits for another approval', async () => {
  const stackId = await living('watched');
  const { runId } = await planned(stackId, 'purge');
  const [group] = await objectsOf('aws_db_subnet_group', 'watched');
  await stage.sandbox.control('PATCH /objects', { ...group, attributes: { description: 'by hand' } });
  const before = await stage.reached(runId, ['awaiting_approval']);
  await stage.approve(runId);
  const paused = await stage.reached(runId, ['awaiting_approval'], before.version + 2);
  expect(paused.pauseReason).toMatch(/The plan of foundation now does more.*update aws_db_subnet_group\.metadata/);
  const shown = (await stage.plan(runId)).layers.find(({ layer }) => layer === 'foundation');
  expect(shown?.release.map(({ address }) => address)).toContain('aws_db_subnet_group.metadata');
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
});

test('a worker that stops while protection is released hands over, and the next one goes on', async () => {
  const stackId = await living('released');
  const { runId } = await planned(stackId, 'snapshot');
  await setLatency(600_000);
  await stage.approve(runId);
  await stage.busyWith(runId, 'aws_db_instance.metadata');
  await stage.stopWorkers();
  expect((await stage.detail(runId)).run.status).toBe('interrupted');
  await setLatency(0);
  await stage.startWorker();
  await stage.reached(runId, ['succeeded']);
  expect((await stage.stack(stackId)).status).toBe('destroyed');
  expect(await artifacts('released')).toBe(2);
});

test('a destroy that failed half-way is asked for again, and still says all that was kept', async () => {
  const stackId = await living('retried');
  await stage.sandbox.control('POST /faults', { type: 'aws_vpc', operation: 'delete', code: 'DependencyViolation' });
  const { runId } = await planned(stackId, 'snapshot');
  await stage.approve(runId);
  const failed = await stage.reached(runId, ['failed']);
  expect(failed.error).toMatch(/While applying foundation: /);
  expect((await stage.stack(stackId)).status).toBe('failed');
  const { runId: again, foundation } = await planned(stackId, 'snapshot');
  expect(foundation).toMatchObject({ release: [], counts: { forget: 0 } });
  await stage.approve(again);
  const run = await stage.reached(again, ['succeeded']);
  expect(names(run.kept)).toEqual(names(failed.kept));
  expect(run.kept).toHaveLength(3);
  expect(await artifacts('retried')).toBe(2);
});

test('there is nothing to retain of a stack that came to nothing', async () => {
  const { stackId, runId } = await stage.request('nothing');
  await stage.reached(runId, ['awaiting_approval']);
  await stage.db.client.stack.update({ where: { id: stackId }, data: { status: 'failed' } });
  await stage.db.client.run.update({ where: { id: runId }, data: { status: 'failed', finishedAt: new Date() } });
  const destroy = await stage.reached(await stage.destroy(stackId, 'retain'), ['failed']);
  expect(destroy.error).toMatch(/no data to retain.*"snapshot" or "purge"/);
});

test('a stack is destroyed although a layer refers to what the one below it no longer says', async () => {
  const slug = 'cut-between';
  const { stackId, runId } = await stage.request(slug);
  await approved(runId);
  await stage.reached(runId, ['succeeded']);
  await changeState(stage.sandbox, `metaflow/${slug}/cluster.tfstate`, (state) => {
    state.serial += 1;
    for (const name of Object.keys(state.outputs)) if (name.includes('iam_role')) delete state.outputs[name];
  });
  const destroyId = await stage.destroy(stackId, 'purge');
  await approved(destroyId);
  await stage.reached(destroyId, ['succeeded']);
});

test('a destroy that finds nothing removes the empty state of a request that came to nothing', async () => {
  const { stackId, runId } = await stage.request('came-to-nothing');
  await stage.reached(runId, ['awaiting_approval']);
  await stage.reject(runId);
  // As after a bucket that refused while it was planned.
  await stage.db.client.stack.update({ where: { id: stackId }, data: { status: 'failed' } });
  expect((await stage.bucket('came-to-nothing')).states).not.toEqual([]);
  await stage.reached(await stage.destroy(stackId, 'purge'), ['no_changes']);
  expect((await stage.bucket('came-to-nothing')).states).toEqual([]);
});
