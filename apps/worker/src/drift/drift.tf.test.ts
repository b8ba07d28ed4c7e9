import { getDrift, getRun, insertRun, randomIds } from '@flowport/db';
import { presetNames, systemUserId } from '@flowport/domain';
import { blueprint } from '@flowport/infra';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openStage, type Stage } from '../testing/stage.ts';

/** Looks for drift by a worker, on real Terraform; the tests of a stack follow one another. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.startWorker();
});
afterAll(() => stage.close());

const objectSchema = z.object({
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

async function objectsOf(type: string) {
  return objectSchema.parse(await stage.sandbox.control(`GET /objects?type=${type}`)).objects;
}

/** The object of a type with this in its id. */
async function objectOf(type: string, part: string) {
  const found = (await objectsOf(type)).find(({ id }) => id.includes(part));
  if (!found) throw new Error(`There is no ${type} with ${part} in its id.`);
  const { attributes, ...key } = found;
  return { key, attributes };
}

/** Changes an object as somebody with the console would. */
async function tamper(type: string, part: string, attributes: Record<string, unknown>) {
  const { key } = await objectOf(type, part);
  await stage.sandbox.control('PATCH /objects', { ...key, attributes });
}

async function remove(type: string, part = '') {
  const { key } = await objectOf(type, part);
  await stage.sandbox.control('DELETE /objects', key);
  return key;
}

let networks = 100;

async function provision(slug: string, preset: (typeof presetNames)[number] = 'small') {
  const { stackId, runId } = await stage.request(slug, {
    preset,
    parameters: { network: { cidr: `10.${++networks}.0.0/16` } },
  });
  await stage.reached(runId, ['awaiting_approval']);
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
  return stackId;
}

/** What a look finds: what changed outside, and what the next apply would change besides. */
async function look(stackId: string) {
  const runId = await stage.drift(stackId);
  await stage.reached(runId, ['no_changes']);
  const drift = await getDrift(stage.db, stackId, new Date());
  return {
    runId,
    outside: (drift?.findings ?? []).map(({ address, change }) =>
      [address, change.action, ...change.attributes.map(({ path }) => path)].join(' '),
    ),
    besides: (drift?.check?.configuration ?? []).flatMap(({ changes }) =>
      changes.map(({ address, action, attributes }) =>
        [address, action, ...attributes.map(({ path }) => path)].join(' '),
      ),
    ),
    skipped: (drift?.check?.skipped ?? []).map(({ layer }) => layer),
    findings: drift?.findings ?? [],
  };
}

describe('a stack that is changed by hand', () => {
  let stackId = '';

  test('has not drifted when it has just been applied', async () => {
    stackId = await provision('drifter');
    expect(await look(stackId)).toMatchObject({ outside: [], besides: [], skipped: [] });
    expect((await stage.stack(stackId)).status).toBe('ready');
    expect((await stage.bucket('drifter')).plans).toEqual([]);
  });

  test('has exactly what was changed and deleted as findings, with both values', async () => {
    await tamper('aws_db_instance', '', { backup_retention_period: 9 });
    // The configuration says nothing of it, but the provider knows what it is then.
    await tamper('aws_iam_role', 'drifter', { max_session_duration: 7200 });
    await remove('kubernetes_service_account_v1');
    const { outside, besides, findings } = await look(stackId);
    expect(besides).toEqual([]);
    expect(outside).toEqual([
      'aws_db_instance.metadata update backup_retention_period',
      expect.stringMatching(/^aws_iam_role\.\w+ update max_session_duration$/),
      expect.stringMatching(/^kubernetes_service_account_v1\.\w+ delete$/),
    ]);
    expect((await stage.stack(stackId)).status).toBe('drifted');
    const database = findings.find(({ address }) => address === 'aws_db_instance.metadata');
    expect(database).toMatchObject({ layer: 'foundation', change: { attributes: [{ before: 1, after: 9 }] } });
    expect(database?.resourceName).toBe((await objectsOf('aws_db_instance'))[0]?.attributes.identifier);
  });

  test('is put back by an update without a parameter, and has nothing more to show', async () => {
    const runId = await stage.change(stackId);
    await stage.reached(runId, ['awaiting_approval']);
    expect((await stage.plan(runId)).counts).toMatchObject({ create: 1, update: 2, replace: 0, delete: 0 });
    await stage.approve(runId);
    await stage.reached(runId, ['succeeded']);
    expect((await stage.stack(stackId)).status).toBe('ready');
    expect((await getDrift(stage.db, stackId, new Date()))?.findings).toEqual([]);
    expect(await look(stackId)).toMatchObject({ outside: [], besides: [] });
    expect((await objectsOf('aws_db_instance'))[0]?.attributes.backup_retention_period).toBe(1);
  });

  test('has not drifted when it has fallen asleep, nor when it has been woken', async () => {
    for (const asleep of [true, false]) {
      const { parameters } = await stage.stack(stackId);
      const { runId } = await stage.db.inTransaction((tx) =>
        insertRun(tx, {
          stackId,
          kind: 'update',
          requestedById: 'rita',
          reason: '',
          parameters: { ...parameters, asleep },
          blueprint,
          cost: { floorCents: 1, ceilingCents: 2 },
          now: new Date(),
          ids: randomIds,
        }),
      );
      await stage.reached(runId, ['awaiting_approval']);
      await stage.approve(runId);
      await stage.reached(runId, ['succeeded']);
      expect(await look(stackId)).toMatchObject({ outside: [], besides: [], skipped: [] });
      expect((await stage.stack(stackId)).status).toBe(asleep ? 'asleep' : 'ready');
    }
  });

  test('shows what its configuration would change apart from that, and from what hangs on something deleted', async () => {
    const { parameters } = await stage.stack(stackId);
    const wanted = { ...parameters, database: { ...parameters.database, backupDays: 5 } };
    await stage.db.client.stack.update({ where: { id: stackId }, data: { parameters: wanted } });
    const besides = ['aws_db_instance.metadata update backup_retention_period'];
    expect(await look(stackId)).toMatchObject({ outside: [], besides });
    expect((await stage.stack(stackId)).status).toBe('ready');
    // Its ARN is not known until it is there again, so the cluster that has it would seem to change too.
    const role = await remove('aws_iam_role', 'drifter');
    const found = await look(stackId);
    expect(found.outside).toContainEqual(expect.stringMatching(/^aws_iam_role\.\w+ delete$/));
    for (const one of found.outside) expect(one).toMatch(/^aws_iam_role\w*\.\w+ delete$/);
    expect(found.besides).toEqual(besides);
    expect(found.findings.map(({ resourceName }) => resourceName)).toContain(role.id);
    await stage.db.client.stack.update({ where: { id: stackId }, data: { parameters } });
  });

  test('tells of a cluster that is gone, though nothing in it can be asked any more', async () => {
    await remove('aws_eks_cluster');
    const { outside, skipped } = await look(stackId);
    expect(outside).toContainEqual('aws_eks_cluster.main delete');
    expect(skipped).toEqual(['services']);
    expect((await stage.stack(stackId)).status).toBe('drifted');
  });

  test('is looked at when its time has come, by Flowport itself', async () => {
    const asked = Promise.withResolvers<string>();
    const unlisten = await stage.db.listen('flowport_run', (runId) => {
      void getRun(stage.db, runId).then((run) => {
        if (run?.requestedBy.id === systemUserId && run.stack.id === stackId) asked.resolve(runId);
      });
    });
    await stage.db.client.stack.update({ where: { id: stackId }, data: { driftDueAt: new Date(0) } });
    await stage.db.client.chore.deleteMany({ where: { name: 'drift' } });
    const runId = await asked.promise;
    await unlisten();
    expect(await stage.reached(runId, ['no_changes'])).toMatchObject({ kind: 'drift' });
    const { driftDueAt } = await stage.db.client.stack.findUniqueOrThrow({ where: { id: stackId } });
    expect(driftDueAt?.getTime()).toBeGreaterThan(Date.now() + 21 * 3_600_000);
  });
});

const others = presetNames.filter((preset) => preset !== 'small');
test.each(others)('a stack of the preset %s has not drifted when it has just been applied', async (preset) => {
  const stackId = await provision(`just-${preset}`, preset);
  expect(await look(stackId)).toMatchObject({ outside: [], besides: [], skipped: [] });
});

test('nothing went wrong on the way', () => {
  expect(stage.complaints.take()).toEqual([]);
});
