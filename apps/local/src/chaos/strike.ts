import { setTimeout } from 'node:timers/promises';
import { readHolder, readProgress } from '@flowport/db/evidence';
import { finalRunStatuses } from '@flowport/domain';
import type { Worker } from './fleet.ts';
import { patiently } from './people.ts';
import type { Fault, Instant, PlannedRun, Strike } from './schedule.ts';
import type { World } from './world.ts';

/** What became of a strike: when it struck whom, or why it did not. */
export type Struck = Strike & {
  at: string | null;
  victim: string | null;
  missed?: string;
  /** Of a bad day of S3: how many calls it met. */
  calls?: number;
};

export type StruckRun = { slug: string; runId: string; planned: PlannedRun };

/** Waits for the instant and strikes; resolves when what was broken is whole again. `ended` says that the run has. */
export async function carryOut(world: World, run: StruckRun, strike: Strike, ended: AbortSignal): Promise<Struck> {
  const miss = (missed: string): Struck => ({ ...strike, at: null, victim: null, missed });
  if (strike.fault.kind === 'diskFull' && !world.fleet.hasDisks) return miss('no disk may be mounted here');
  if (!(await reached(world, run, strike.instant, ended))) return miss('the run ended before');
  const victim = await victimOf(world, run, strike.fault);
  if (!victim) return miss('no worker runs');
  const at = new Date().toISOString();
  const calls = await inflict(world, { run, victim, ended }, strike.fault);
  return { ...strike, at, victim: victim.name, ...(calls === undefined ? {} : { calls }) };
}

const lookMilliseconds = 20;

async function reached(world: World, run: StruckRun, instant: Instant, ended: AbortSignal): Promise<boolean> {
  const isReached = await watch(world, run, instant);
  try {
    while (!(await isReached())) {
      if (ended.aborted) return false;
      await setTimeout(lookMilliseconds);
    }
    await setTimeout(instant.milliseconds);
    return !ended.aborted;
  } finally {
    if (instant.at === 'stateWrite') await world.cloud.removeS3Fault(slowState(run));
  }
}

const slowState = ({ runId }: StruckRun) => `slow-state-${runId}`;
/** How long a write of the state takes while somebody waits to strike during it. */
const stateWriteMilliseconds = 1500;

async function watch(world: World, run: StruckRun, instant: Instant): Promise<() => Promise<boolean>> {
  const progress = () => patiently(() => readProgress(world.db, run.runId));
  switch (instant.at) {
    case 'status':
      return async () => {
        const { status } = await progress();
        return status === instant.status || (finalRunStatuses as readonly string[]).includes(status);
      };
    case 'step': {
      const step = instant.layer === null ? instant.name : `${instant.name} ${instant.layer}`;
      return async () => (await progress()).begun.includes(step);
    }
    case 'applyStart':
      return async () => (await progress()).applyStarts >= instant.nth;
    case 'stateWrite':
      await world.cloud.setS3Fault({
        name: slowState(run),
        operations: ['put'],
        pattern: `/${run.slug}/.*[.]tfstate$`,
        effect: 'slow',
        milliseconds: stateWriteMilliseconds,
        times: 3,
      });
      return async () => (await world.cloud.struck(slowState(run))) > 0;
  }
}

/** Whoever holds the run; another one where the fault is not about the run, or nobody holds it. */
async function victimOf(
  { db, fleet }: World,
  { runId, planned }: StruckRun,
  fault: Fault,
): Promise<Worker | undefined> {
  const name = await patiently(() => readHolder(db, runId));
  const holder = name === undefined ? undefined : fleet.find(name);
  if (fault.kind !== 'clock') return holder ?? fleet.any(planned.index);
  const other = fleet.any(planned.index);
  return other?.name === holder?.name ? fleet.any(planned.index + 1) : other;
}

type Blow = { run: StruckRun; victim: Worker; ended: AbortSignal };

async function inflict(world: World, { run, victim, ended }: Blow, fault: Fault): Promise<number | undefined> {
  const { fleet } = world;
  const leases = (count: number) => setTimeout(count * world.leaseSeconds * 1000);
  const { proxy, disk } = victim.place;
  switch (fault.kind) {
    case 'kill':
      await fleet.kill(victim, { withTerraform: false });
      return undefined;
    case 'killHost':
      await fleet.kill(victim, { withTerraform: true });
      return undefined;
    case 'pause':
      fleet.suspend(victim);
      await leases(fault.leases);
      fleet.resume(victim);
      return undefined;
    case 'restartDatabase':
      await world.restartDatabase();
      return undefined;
    case 'cutConnections':
      proxy.cut();
      return undefined;
    case 'cutAfterCommit':
      proxy.cutAfterCommit();
      return undefined;
    case 'blackhole':
      proxy.blackhole();
      await leases(fault.leases);
      proxy.heal();
      return undefined;
    case 'diskFull':
      await disk?.fill();
      await setTimeout(fault.seconds * 1000);
      await disk?.free();
      return undefined;
    case 'clock':
      await fleet.restart(victim, fault.seconds);
      return undefined;
    case 's3':
      return badDay(world, { run, ended }, fault);
  }
}

type S3Fault = Extract<Fault, { kind: 's3' }>;

/** Until the run has ended. */
async function badDay({ cloud }: World, { run, ended }: Omit<Blow, 'victim'>, fault: S3Fault): Promise<number> {
  const name = `s3-${run.runId}-${fault.object}-${fault.effect}`;
  await cloud.setS3Fault({
    name,
    operations: ['get', 'put', 'delete', 'list'],
    pattern: patternOf(run.slug, fault.object),
    effect: fault.effect,
    milliseconds: fault.milliseconds,
    times: fault.times,
  });
  if (!ended.aborted) await new Promise((resolve) => ended.addEventListener('abort', resolve, { once: true }));
  const calls = await cloud.struck(name);
  await cloud.removeS3Fault(name);
  return calls;
}

function patternOf(slug: string, object: S3Fault['object']): string {
  switch (object) {
    case 'state':
      return `/${slug}/.*[.]tfstate$`;
    case 'lock':
      return `/${slug}/.*[.]tflock$`;
    case 'plan':
      return `/${slug}/[.]plans/`;
    case 'any':
      return `/${slug}/`;
  }
}
