import { acquireLease, advanceRun, type Lease, randomIds, releaseLease, savePlan } from '@flowport/db';
import { AppError, layers, noCounts, type RunEventName, type RunStatus } from '@flowport/domain';
import type { Answer, Person, TestPortal } from '../../testing/portal.ts';
import { planOf } from '../../testing/worker.ts';

export type ModelRun = { id: string; kind: string; status: RunStatus; digest: string | null; version: number };

/**
 * One stack of a real portal, with a worker that holds real leases: what the commands act on. Only what cannot be read
 * back is kept beside the database: the lease in hand, those that were lost, and how many each plan needs.
 */
export type World = {
  portal: TestPortal;
  stackId: string;
  slug: string;
  lease: Lease | undefined;
  lost: Lease[];
  /** By digest: how many people have to approve it. */
  needed: Map<string, number>;
  /** Approvals that were seen to move a run on, by the id of the history entry. */
  checked: Set<bigint>;
  plans: number;
  secondApprover: boolean;
};

export async function openWorld(portal: TestPortal, options: { secondApprover: boolean; selfApproval: boolean }) {
  const target = options.selfApproval ? portal.targets.playground : portal.targets.sandbox;
  const { secondApprover } = options;
  await portal.db.client.target.update({ where: { id: target.id }, data: { policy: { secondApprover } } });
  const { body } = await portal.call('rita', 'POST', '/stacks', portal.request({ targetId: target.id }));
  const world: World = {
    portal,
    stackId: body.stack.id,
    slug: body.stack.slug,
    lease: undefined,
    lost: [],
    needed: new Map(),
    checked: new Set(),
    plans: 0,
    secondApprover,
  };
  return world;
}

/** Oldest first; the newest run of all is the last one. */
export async function runsOf({ portal, stackId }: World): Promise<ModelRun[]> {
  return portal.db.client.run.findMany({
    where: { stackId },
    select: { id: true, kind: true, status: true, digest: true, version: true },
    orderBy: { id: 'asc' },
  });
}

export async function activeRun(world: World): Promise<ModelRun | undefined> {
  const row = await world.portal.db.client.run.findFirst({
    where: { stackId: world.stackId, finishedAt: null, status: { not: 'waiting' } },
    select: { id: true, kind: true, status: true, digest: true, version: true },
  });
  return row ?? undefined;
}

/** People are refused in words, and never by a defect. */
export async function ask(world: World, person: Person, path: string, body: unknown): Promise<Answer> {
  const answer = await world.portal.call(person, 'POST', path, body);
  if (![200, 400, 403, 404, 409].includes(answer.status)) {
    throw new Error(`${person} got ${answer.status} for ${path}: ${JSON.stringify(answer.body)}`);
  }
  return answer;
}

/** What its worker does with the active run; `deletes` is what its plan takes from the foundation. */
export type WorkerStep = { event: RunEventName; deletes: 0 | 1 };

const planning: readonly RunEventName[] = ['plan_ready', 'plan_empty', 'pause'];
const kept: readonly RunEventName[] = ['claim', 'applied', 'recover', 'resume'];

export async function workerStep(world: World, { event, deletes }: WorkerStep): Promise<void> {
  const { db } = world.portal;
  const run = await activeRun(world);
  if (!run) return;
  const lease = await leaseFor(world, run.id);
  if (!lease) return;
  const made = { now: new Date(), ids: randomIds, lease };
  try {
    await db.inTransaction(async (tx) => {
      if (planning.includes(event)) {
        world.plans += 1;
        const digest = String(world.plans).padStart(64, '0');
        const saved = layers.map((layer) => {
          const counts = { ...noCounts, create: 1, delete: layer === 'foundation' ? deletes : 0 };
          return { plan: { ...planOf(layer), counts }, planFile: null, stateLineage: null, stateSerial: null };
        });
        await savePlan(tx, { runId: run.id, replaces: 'run', layers: saved, digest, ...made });
        world.needed.set(digest, world.secondApprover && deletes > 0 ? 2 : 1);
      }
      await advanceRun(tx, { runId: run.id, event: { name: event, actorId: null }, ...made });
      if (!kept.includes(event)) await releaseLease(tx, lease);
    });
    if (!kept.includes(event)) world.lease = undefined;
  } catch (error) {
    if (!(error instanceof AppError) || !['conflict', 'lease_lost'].includes(error.code)) throw error;
  }
}

async function leaseFor(world: World, runId: string): Promise<Lease | undefined> {
  if (world.lease?.runId === runId) return world.lease;
  world.lease = await acquireLease(world.portal.db, { runId, workerId: 'model-worker', leaseSeconds: 600 });
  return world.lease;
}
