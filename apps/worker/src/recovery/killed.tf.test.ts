import { stateResources } from '@flowport/aws';
import { listJournal, listRecoveries } from '@flowport/db';
import { isFinal, layers } from '@flowport/domain';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { sandboxCloud } from '../cloud/sandboxCloud.ts';
import { stateStoreOf } from '../cloud/stateStoreOf.ts';
import { openStage, type Stage } from '../testing/stage.ts';

/**
 * Workers that are killed while Terraform creates: before its first write of the state, which comes after 20 s, so that
 * everything that exists is in the journal alone. Each test counts what is in the cloud against what is in the states.
 */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.stopWorkers();
  await setLatency({ '*': 0, aws_db_instance: 0, aws_nat_gateway: 0, aws_eks_cluster: 0 });
});
afterAll(() => stage.close());

const leaseSeconds = 4;
const setLatency = (extra: Record<string, number>) => stage.sandbox.control('PUT /latency', { extra });

const objectsSchema = z.object({
  objects: z.array(z.object({ type: z.string(), id: z.string(), attributes: z.record(z.string(), z.unknown()) })),
});

/** By address, the objects of the cloud that carry it: each once, or something was created twice. */
async function inCloud(stackId: string): Promise<string[]> {
  const { objects } = objectsSchema.parse(await stage.sandbox.control('GET /objects'));
  return objects
    .flatMap(({ attributes }) => {
      const tags = z.record(z.string(), z.string()).safeParse(attributes.tags_all).data ?? {};
      return tags['flowport:stack-id'] === stackId ? [tags['flowport:address'] ?? ''] : [];
    })
    .sort();
}

async function inStates(slug: string): Promise<string[]> {
  const cloud = await sandboxCloud(stage.sandbox.file);
  const store = await stateStoreOf(
    { cloudOf: async () => cloud, now: () => new Date(), secret: Buffer.alloc(32) },
    stage.target,
    'test',
  );
  try {
    const states = await Promise.all(
      layers.map(async (layer) => {
        const state = await store.readState(slug, layer);
        return state ? stateResources(state).map(({ address }) => `${layer}/${address}`) : [];
      }),
    );
    return states.flat().sort();
  } finally {
    store.close();
  }
}

/** 0 orphans, 0 duplicates, no lock. */
async function expectInOrder(stackId: string, slug: string): Promise<string[]> {
  const [cloud, states, bucket] = await Promise.all([inCloud(stackId), inStates(slug), stage.bucket(slug)]);
  const taken = new Set(cloud);
  expect(cloud).toEqual([...taken]);
  expect([...taken].filter((address) => !states.includes(address))).toEqual([]);
  expect(bucket.locks).toEqual([]);
  expect(bucket.plans).toEqual([]);
  return cloud;
}

const ended = (runId: string) =>
  expect
    .poll(async () => isFinal((await stage.detail(runId)).run.status), { timeout: 60_000, interval: 200 })
    .toBe(true);

/** Until Terraform has begun to create all of these. */
const begun = (runId: string, addresses: string[]) =>
  expect
    .poll(async () => (await listJournal(stage.db, runId)).map(({ address }) => address), { timeout: 30_000 })
    .toEqual(expect.arrayContaining(addresses));

/** A run whose worker is killed before its Terraform has written a state, at a database and a NAT gateway half made. */
async function killedWhileCreating(slug: string): Promise<{ stackId: string; runId: string }> {
  const mortal = await stage.spawnWorker({ leaseSeconds });
  const { stackId, runId } = await stage.request(slug);
  await stage.reached(runId, ['awaiting_approval']);
  await setLatency({ aws_db_instance: 600_000, aws_nat_gateway: 600_000 });
  await stage.approve(runId);
  await begun(runId, ['aws_db_instance.metadata', 'aws_nat_gateway.nat_1']);
  await mortal.kill();
  await setLatency({ aws_db_instance: 0, aws_nat_gateway: 0 });
  return { stackId, runId };
}

const events = async (runId: string) => (await stage.detail(runId)).history.map((entry) => entry.event);

test('what was created and begun before the kill is imported, and the run ends without asking', async () => {
  const { stackId, runId } = await killedWhileCreating('killed-early');
  await stage.startWorker({ leaseSeconds });
  await stage.reached(runId, ['succeeded']);
  await expectInOrder(stackId, 'killed-early');
  expect((await events(runId)).slice(-6)).toEqual(['approve', 'interrupt', 'recover', 'resume', 'applied', 'verified']);
  const [recovery] = await listRecoveries(stage.db, runId);
  const story = recovery?.story.map(({ text }) => text).join('\n') ?? '';
  expect(story).toMatch(/stopped answering/);
  expect(story).toMatch(/found orphaned, and removed/);
  expect(story).toMatch(/\d+ resources of foundation were imported/);
  expect(recovery?.finishedAt).not.toBeNull();
});

test('what was begun and never written down is found all the same', async () => {
  const { stackId, runId } = await killedWhileCreating('unheard');
  // As if the database had been away while the worker heard of them.
  await stage.db.client.journalEntry.deleteMany({ where: { runId } });
  await stage.startWorker({ leaseSeconds });
  // What was made half by a create that nobody heard of is replaced, which is asked for.
  for (let run = await stage.detail(runId); !isFinal(run.run.status); run = await stage.detail(runId)) {
    const { status } = await stage.reached(runId, ['awaiting_approval', 'succeeded']);
    if (status === 'awaiting_approval') await stage.approve(runId);
  }
  await expectInOrder(stackId, 'unheard');
});

test('a worker that is killed in the second layer, and its recovery killed too, leave nothing behind', async () => {
  const mortal = await stage.spawnWorker({ leaseSeconds });
  const { stackId, runId } = await stage.request('killed-twice');
  await stage.reached(runId, ['awaiting_approval']);
  await setLatency({ aws_eks_cluster: 600_000 });
  await stage.approve(runId);
  await stage.busyWith(runId, 'aws_eks_cluster.main');
  await mortal.kill();
  const second = await stage.spawnWorker({ leaseSeconds });
  await setLatency({ aws_eks_cluster: 0, aws_eks_addon: 600_000 });
  await stage.reached(runId, ['recovering', 'applying'], (await stage.detail(runId)).run.version + 1);
  await second.kill();
  await setLatency({ aws_eks_addon: 0 });
  await stage.startWorker({ leaseSeconds });
  await stage.reached(runId, ['succeeded']);
  await expectInOrder(stackId, 'killed-twice');
});

test('a run that is forced while it creates is canceled with all that exists in the state', async () => {
  await stage.startWorker({ leaseSeconds });
  const { stackId, runId } = await stage.request('forced');
  await stage.reached(runId, ['awaiting_approval']);
  await setLatency({ aws_db_instance: 600_000 });
  await stage.approve(runId);
  await stage.busyWith(runId, 'aws_db_instance.metadata');
  await setLatency({ aws_db_instance: 0 });
  await stage.force(runId);
  await ended(runId);
  expect((await stage.detail(runId)).run.status).toBe('canceled');
  const cloud = await expectInOrder(stackId, 'forced');
  expect(cloud).toContain('foundation/aws_db_instance.metadata');
});

test('a worker that is killed while it cancels leaves the run to another one, which cancels it in order', async () => {
  const mortal = await stage.spawnWorker({ leaseSeconds });
  const { stackId, runId } = await stage.request('killed-canceling');
  await stage.reached(runId, ['awaiting_approval']);
  await setLatency({ aws_db_instance: 600_000 });
  await stage.approve(runId);
  await stage.busyWith(runId, 'aws_db_instance.metadata');
  await mortal.stop();
  await stage.cancel(runId);
  await mortal.kill();
  await setLatency({ aws_db_instance: 0 });
  await stage.startWorker({ leaseSeconds });
  await ended(runId);
  expect((await stage.detail(runId)).run.status).toBe('canceled');
  await expectInOrder(stackId, 'killed-canceling');
});
