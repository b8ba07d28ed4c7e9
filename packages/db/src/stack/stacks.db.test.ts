import { AppError, presets } from '@flowport/domain';
import { expect, test } from 'vitest';
import { advanceRun } from '../run/advanceRun.ts';
import { insertRun } from '../run/insertRun.ts';
import { blueprint, insertPortal, parametersOf, portalOfFile, requestStack } from '../testing/index.ts';
import { getStack } from './getStack.ts';
import { type InsertStackInput, insertStackWithRun } from './insertStackWithRun.ts';
import { listCidrs } from './listCidrs.ts';
import { listSlugs } from './listSlugs.ts';
import { listStacks, type StackFilter } from './listStacks.ts';

const { database, portal } = await portalOfFile();

const insert = (input: Partial<InsertStackInput>) =>
  database.db.inTransaction((tx) =>
    insertStackWithRun(tx, {
      slug: 'fraud',
      teamId: portal.team.id,
      targetId: portal.target.id,
      ownerId: portal.requesterId,
      description: '',
      parameters: parametersOf(200),
      blueprint,
      cost: { floorCents: 1, ceilingCents: 2 },
      now: new Date(),
      ids: portal.ids,
      ...input,
    }),
  );
const advance = async (runId: string, ...names: Parameters<typeof advanceRun>[1]['event']['name'][]) => {
  for (const name of names) {
    await database.db.inTransaction((tx) =>
      advanceRun(tx, { runId, event: { name, actorId: null }, now: new Date(), ids: portal.ids }),
    );
  }
};
const change = (stackId: string, more: Partial<Parameters<typeof insertRun>[1]> = {}) =>
  database.db.inTransaction((tx) =>
    insertRun(tx, {
      stackId,
      kind: 'update',
      requestedById: portal.requesterId,
      reason: 'more room',
      parameters: parametersOf(201),
      blueprint,
      cost: { floorCents: 11, ceilingCents: 22 },
      now: new Date(),
      ids: portal.ids,
      ...more,
    }),
  );
const all: StackFilter = { includeGone: false, sort: 'slug', direction: 'asc' };

test('of many requests for one name exactly one is recorded, and the field and the remedy are named', async () => {
  const attempts = await Promise.allSettled(
    Array.from({ length: 8 }, (_, i) => insert({ slug: 'taken', parameters: parametersOf(210 + i) })),
  );
  const errors = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
  expect(errors).toHaveLength(7);
  for (const error of errors) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'conflict', issues: [{ path: 'slug', rule: 'slug_taken' }] });
  }
});

test('a stack that an earlier version of the blueprint made is read with what it lacks as it was then', async () => {
  const { stackId } = await insert({ slug: 'elder', parameters: parametersOf(260) });
  const { endpoint: _, teams: __, ...sections } = parametersOf(260);
  const { interfaceEndpoints, flowLogs, ...network } = sections.network;
  const { spotNodes, controllerIdentity, userPrincipals, ...cluster } = sections.cluster;
  const { argoVersion, ...services } = sections.services;
  // As version 1.0.0 stored them.
  const parameters = { ...sections, network, cluster, services };
  await database.db.client.stack.update({ where: { id: stackId }, data: { parameters } });
  expect((await getStack(database.db, stackId))?.parameters).toEqual(parametersOf(260));
});

test('of many requests for one network exactly one is recorded', async () => {
  const wide = {
    ...presets.standard.parameters,
    network: { ...presets.standard.parameters.network, cidr: '10.60.0.0/16' },
  };
  const attempts = await Promise.allSettled(
    Array.from({ length: 6 }, (_, i) => insert({ slug: `net-${i}`, parameters: wide })),
  );
  const errors = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
  expect(errors).toHaveLength(5);
  expect(errors[0]).toMatchObject({
    code: 'conflict',
    issues: [{ path: 'parameters.network.cidr', rule: 'cidr_overlap' }],
  });
});

test('name and network are free again when the stack is gone, and in another target from the start', async () => {
  const first = await insert({ slug: 'again', parameters: parametersOf(220) });
  const elsewhere = await insertPortal(database.db, 'forecasting');
  await insert({
    slug: 'again',
    parameters: parametersOf(220),
    teamId: elsewhere.team.id,
    targetId: elsewhere.target.id,
  });
  await expect(insert({ slug: 'again', parameters: parametersOf(220) })).rejects.toMatchObject({ code: 'conflict' });
  await advance(first.runId, 'cancel');
  await insert({ slug: 'again', parameters: parametersOf(220) });
  expect(await listSlugs(database.db, { targetId: portal.target.id, start: 'aga' })).toEqual(['again']);
  expect(await listSlugs(database.db, { targetId: portal.target.id, start: 'a_a' })).toEqual([]);
});

test('a stack has one active run: of many changes at once each takes the place of the one before it', async () => {
  const { stackId, runId } = await insert({ slug: 'busy', parameters: parametersOf(230) });
  await expect(change(stackId)).rejects.toMatchObject({ code: 'conflict' });
  await advance(runId, 'claim', 'plan_ready', 'approve', 'applied', 'verified');
  await Promise.all(Array.from({ length: 8 }, () => change(stackId, { parameters: parametersOf(230) })));
  const runs = await database.db.client.run.findMany({ where: { stackId, kind: 'update' } });
  expect(runs.map(({ status }) => status).sort()).toEqual([...Array(7).fill('discarded'), 'queued']);
  const discarded = runs.filter(({ status }) => status === 'discarded').map(({ id }) => id);
  expect(new Set(runs.flatMap(({ supersedesId }) => supersedesId ?? []))).toEqual(new Set(discarded));
  const stack = await getStack(database.db, stackId);
  expect(stack?.activeRun).toMatchObject({ kind: 'update', status: 'queued' });
});

test('the database itself refuses a second active run', async () => {
  const { runId } = await insert({ slug: 'indexed', parameters: parametersOf(235) });
  const run = await database.db.client.run.findUniqueOrThrow({ where: { id: runId } });
  const second = { ...run, id: 'run_second', parameters: {}, counts: undefined };
  await expect(database.db.client.run.create({ data: second as never })).rejects.toMatchObject({
    code: 'conflict',
    publicMessage: expect.stringContaining('Another run'),
  });
});

test('a change shows the wanted network as taken, and is applied to the stack when it has succeeded', async () => {
  const { stackId, runId } = await insert({ slug: 'wider', parameters: parametersOf(240) });
  await advance(runId, 'claim', 'plan_ready', 'approve', 'applied', 'verified');
  const before = await getStack(database.db, stackId);
  await expect(change(stackId, { stackVersion: 1, parameters: parametersOf(241) })).rejects.toMatchObject({
    code: 'conflict',
  });
  const changed = await change(stackId, { stackVersion: before?.version ?? 0, parameters: parametersOf(241) });
  const mine = (await listCidrs(database.db, portal.target.id)).filter((one) => one.stackId === stackId);
  expect(mine.map((one) => one.cidr).sort()).toEqual(
    [parametersOf(240), parametersOf(241)].map((p) => p.network.cidr).sort(),
  );
  expect((await getStack(database.db, stackId))?.parameters).toEqual(parametersOf(240));
  await advance(changed.runId, 'claim', 'plan_ready', 'approve', 'applied', 'verified');
  expect(await getStack(database.db, stackId)).toMatchObject({
    status: 'ready',
    parameters: parametersOf(241),
    costFloorCents: 11,
    costCeilingCents: 22,
    activeRun: null,
  });
});

test('a list is searched, filtered and sorted, and gone stacks are shown when they are asked for', async () => {
  const stacks = await Promise.all([1, 2, 3].map((number) => requestStack(database.db, portal, number)));
  await advance(stacks[2]?.runId ?? '', 'cancel');
  const slugs = async (filter: Partial<StackFilter>) =>
    (await listStacks(database.db, { ...all, ...filter })).map((stack) => stack.slug);
  expect(await slugs({ search: 'stack- number' })).toEqual(['stack-1', 'stack-2']);
  expect(await slugs({ search: 'STACK-1 vision requester' })).toEqual(['stack-1']);
  expect(await slugs({ search: 'stack_1' })).toEqual([]);
  expect(await slugs({ search: '100%' })).toEqual([]);
  expect(await slugs({ search: 'a\0b \ud800' })).toEqual([]);
  expect(await slugs({ search: 'stack-', includeGone: true, direction: 'desc' })).toEqual([
    'stack-3',
    'stack-2',
    'stack-1',
  ]);
  expect(await slugs({ search: 'stack-', status: ['withdrawn'] })).toEqual(['stack-3']);
  expect(await slugs({ teamIds: [] })).toEqual([]);
  expect(await slugs({ teamIds: [portal.team.id], search: 'stack-2' })).toEqual(['stack-2']);
  for (const sort of ['slug', 'status', 'team', 'target', 'cost', 'createdAt', 'updatedAt'] as const) {
    const up = await slugs({ sort, direction: 'asc' });
    expect(await slugs({ sort, direction: 'desc' })).toEqual([...up].reverse());
  }
});

test('free text comes back as it was typed', async () => {
  const typed = `\${file("/etc/passwd")} %{if true} </script> ' " \\ ; DROP TABLE stack; -- \n\t 😀 ${'x'.repeat(1900)}`;
  const { stackId } = await insert({ slug: 'typed', description: typed, parameters: parametersOf(250) });
  expect((await getStack(database.db, stackId))?.description).toBe(typed);
  expect((await listStacks(database.db, { ...all, search: `${'$'}{file("/etc/passwd")}` })).map((s) => s.slug)).toEqual(
    ['typed'],
  );
});
