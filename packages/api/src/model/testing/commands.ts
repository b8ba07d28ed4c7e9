import { advanceRun, expireApprovals, insertRun, markExpiredLeases, randomIds } from '@flowport/db';
import { estimateCost, nextStatus, presets, type RunEventName, systemUserId } from '@flowport/domain';
import fc from 'fast-check';
import type { Person } from '../../testing/portal.ts';
import { checkInvariants } from './invariants.ts';
import { activeRun, ask, runsOf, type WorkerStep, type World, workerStep } from './world.ts';

/** The model is empty: what holds is read from the database after each command, and not predicted. */
type Model = Record<string, never>;
type Command = fc.AsyncCommand<Model, World>;

function command(name: string, act: (world: World) => Promise<void>): Command {
  return {
    check: () => true,
    run: async (_model, world) => {
      await act(world);
      await checkInvariants(world);
    },
    toString: () => name,
  };
}

const person = fc.constantFrom<Person>('rita', 'vera', 'arno', 'anna', 'ada', 'otto', 'fred');
const fields = fc.record({
  by: person,
  ifBusy: fc.constantFrom('refuse', 'queue'),
  what: fc.constantFrom('backup', 'storage', 'retain', 'snapshot', 'purge'),
  size: fc.integer({ min: 1, max: 9 }),
});

const asking = fields.map(({ by, ifBusy, what, size }) =>
  command(`${by} asks for ${what} ${size}, ${ifBusy}`, async (world) => {
    const path = `/stacks/${world.stackId}`;
    if (what === 'retain' || what === 'snapshot' || what === 'purge') {
      return void (await ask(world, by, `${path}/destroy`, { confirmSlug: world.slug, data: what, ifBusy }));
    }
    const { body } = await world.portal.call('ada', 'GET', path);
    const database = what === 'backup' ? { backupDays: size } : { storageGb: 20 + size * 10 };
    await ask(world, by, `${path}/changes`, { version: body.version, parameters: { database }, ifBusy });
  }),
);

const approving = fc.record({ by: person, isRight: fc.boolean() }).map(({ by, isRight }) =>
  command(`${by} approves ${isRight ? 'the plan' : 'another plan'}`, async (world) => {
    const run = await activeRun(world);
    if (!run) return;
    const digest = isRight && run.digest ? run.digest : 'f'.repeat(64);
    await ask(world, by, `/runs/${run.id}/approve`, { digest });
  }),
);

const deciding = fc
  .record({
    by: person,
    verb: fc.constantFrom('reject', 'discard', 'cancel', 'force', 'retry'),
    back: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ by, verb, back }) =>
    command(`${by}: ${verb} of the run ${back} before the last`, async (world) => {
      const runs = await runsOf(world);
      const run = runs[runs.length - 1 - back];
      if (!run) return;
      const body = verb === 'reject' ? { digest: run.digest ?? 'f'.repeat(64) } : {};
      await ask(world, by, `/runs/${run.id}/${verb}`, body);
    }),
  );

const step = fc
  .record({
    event: fc.constantFrom<RunEventName>(
      'plan_empty',
      'applied',
      'verified',
      'fail',
      'pause',
      'replan',
      'canceled',
      'recover',
      'resume',
      'recheck',
    ),
    deletes: fc.constantFrom<0 | 1>(0, 1),
  })
  .map((one) => command(`worker: ${one.event}`, (world) => workerStep(world, one)));

/** What most often comes next, so that sequences get far. */
const progress = fc.constantFrom<0 | 1>(0, 1).map((deletes) =>
  command(`worker: goes on, deleting ${deletes}`, async (world) => {
    const run = await activeRun(world);
    const next = run && usual[run.status];
    if (next) await workerStep(world, { event: next, deletes });
  }),
);
const usual: Partial<Record<string, WorkerStep['event']>> = {
  queued: 'claim',
  planning: 'plan_ready',
  applying: 'applied',
  verifying: 'verified',
  canceling: 'canceled',
  interrupted: 'recover',
  recovering: 'resume',
};

const approvedByTwo = fc.constant(undefined).map(() =>
  command('arno and anna approve', async (world) => {
    for (const by of ['arno', 'anna'] as const) {
      const run = await activeRun(world);
      if (run?.digest) await ask(world, by, `/runs/${run.id}/approve`, { digest: run.digest });
    }
  }),
);

const death = fc.constant(undefined).map(() =>
  command('the worker dies, and a sweeper finds out', async (world) => {
    const { lease, portal } = world;
    if (!lease) return;
    world.lease = undefined;
    world.lost.push(lease);
    const past = new Date(Date.now() - 60_000);
    await portal.db.client.runLease.update({ where: { runId: lease.runId }, data: { expiresAt: past } });
    await portal.db.inTransaction(async (tx) => {
      for (const { runId, runStatus } of await markExpiredLeases(tx)) {
        if (nextStatus(runStatus, 'interrupt') === undefined) continue;
        await advanceRun(tx, { runId, event: { name: 'interrupt', actorId: null }, now: new Date(), ids: randomIds });
      }
    });
  }),
);

const time = fc.constantFrom('grace', 'approval').map((what) =>
  command(`time passes: ${what}`, async ({ portal, stackId }) => {
    const { client } = portal.db;
    const past = new Date(Date.now() - 40_000);
    if (what === 'grace') {
      await client.run.updateMany({ where: { stackId, status: 'canceling' }, data: { statusAt: past } });
    } else {
      await client.run.updateMany({
        where: { stackId, status: 'awaiting_approval' },
        data: { approvalExpiresAt: past },
      });
      await expireApprovals(portal.db, { now: new Date(), ids: randomIds });
    }
  }),
);

const looking = fc.constant(undefined).map(() =>
  command('Flowport looks for drift', async ({ portal, stackId }) => {
    const { parameters } = presets.small;
    const stack = await portal.db.client.stack.findUniqueOrThrow({ where: { id: stackId }, select: { cidr: true } });
    const own = { ...parameters, network: { ...parameters.network, cidr: stack.cidr } };
    await portal.db
      .inTransaction((tx) =>
        insertRun(tx, {
          stackId,
          kind: 'drift',
          requestedById: systemUserId,
          priority: 'background',
          reason: '',
          parameters: own,
          blueprint: portal.dependencies.synthesizer.blueprint,
          cost: estimateCost(own),
          now: new Date(),
          ids: randomIds,
        }),
      )
      .catch((error) => {
        if (error.code !== 'conflict') throw error;
      });
  }),
);

/** `progress` and the two approvals several times, so that every other sequence comes to an applied plan. */
export const commands = fc.commands(
  [
    progress,
    progress,
    progress,
    approvedByTwo,
    asking,
    asking,
    approving,
    deciding,
    deciding,
    step,
    death,
    time,
    looking,
  ],
  { size: 'max', maxCommands: 40 },
);

/** Brings the stack of a new world to `ready`, so that changes have something to change. */
export async function makeReady(world: World): Promise<void> {
  for (const event of ['claim', 'plan_ready'] as const) await workerStep(world, { event, deletes: 0 });
  const run = await activeRun(world);
  if (run?.digest) await ask(world, 'arno', `/runs/${run.id}/approve`, { digest: run.digest });
  for (const event of ['applied', 'verified'] as const) await workerStep(world, { event, deletes: 0 });
}

/** From wherever the world is, all its runs come to an end: by what people and workers can do. */
export async function endAll(world: World): Promise<void> {
  for (let rounds = 0; rounds < 20; rounds++) {
    const unfinished = await world.portal.db.client.run.findMany({
      where: { stackId: world.stackId, finishedAt: null },
      select: { id: true, status: true },
    });
    if (unfinished.length === 0) return;
    for (const { id, status } of unfinished) {
      if (status === 'canceling') await workerStep(world, { event: 'canceled', deletes: 0 });
      else await ask(world, 'ada', `/runs/${id}/cancel`, {});
    }
  }
  throw new Error(`Runs of ${world.slug} are stuck: ${JSON.stringify(await runsOf(world))}`);
}
