import { readTakeovers } from '@flowport/db/evidence';
import { isFinal, isGone, mayChange } from '@flowport/domain';
import { type Finding, inspectNothing, inspectRun } from './inspect.ts';
import { patiently } from './people.ts';
import type { FaultKind, Life, PlannedRun } from './schedule.ts';
import { carryOut, type Struck } from './strike.ts';
import type { World } from './world.ts';

/** What one run of the suite came to. */
export type Outcome = {
  index: number;
  kind: PlannedRun['kind'];
  slug: string;
  runId: string;
  status: string;
  error: string | null;
  approvals: number;
  seconds: number;
  strikes: Struck[];
  findings: Finding[];
};

export type SuiteResult = { outcomes: Outcome[]; recoverySeconds: number[]; kills: number };

/** A run that is not struck ends in seconds; one that is not at its end by then never ends by itself. */
const stuckSeconds = 120;

/** Lives the lives, as many at a time as there are lanes, and inspects after each run. */
export async function runSuite(
  world: World,
  options: { lives: readonly Life[]; lanes: number; say: (text: string) => void },
): Promise<SuiteResult> {
  const outcomes: Outcome[] = [];
  const left = [...options.lives];
  const lane = async () => {
    for (let life = left.shift(); life; life = left.shift()) {
      outcomes.push(...(await live(world, life, options.say)));
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, lane));
  const takeovers = await Promise.all(
    world.fleet.deaths.map(async (death) => {
      const held = await patiently(() => readTakeovers(world.db, death));
      return held.flatMap(({ takenAt }) => (takenAt ? [(takenAt.getTime() - death.at.getTime()) / 1000] : []));
    }),
  );
  outcomes.sort((a, b) => a.index - b.index);
  return { outcomes, recoverySeconds: takeovers.flat(), kills: world.fleet.deaths.length };
}

async function live(world: World, life: Life, say: (text: string) => void): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let stackId: string | undefined;
  for (const planned of life.runs) {
    const asked = await ask(world, { life, stackId, kind: planned.kind, wish: planned.wish });
    stackId = asked.stackId;
    const outcome = await struckRun(world, { slug: life.slug, runId: asked.runId, planned });
    outcomes.push(outcome);
    say(describe(outcome));
    // Nothing more can be asked of a stack whose run never ends.
    if (outcome.findings.some((finding) => finding.kind === 'stuck')) return outcomes;
  }
  const last = outcomes.at(-1);
  if (last && stackId !== undefined) last.findings.push(...(await end(world, life, stackId)));
  return outcomes;
}

type Asked = { life: Life; stackId: string | undefined; kind: PlannedRun['kind']; wish: number };

async function ask(
  { people }: World,
  { life, stackId, kind, wish }: Asked,
): Promise<{ stackId: string; runId: string }> {
  const stack = stackId === undefined ? undefined : await people.stack(stackId);
  // A request that came to nothing is made again.
  if (!stack || isGone(stack.status) || kind === 'provision') return people.request(life.slug, life.number);
  const isChange = kind === 'update' && mayChange(stack.status);
  const runId = isChange ? await people.change(stack.id, wish) : await people.destroy(stack.id);
  return { stackId: stack.id, runId };
}

async function struckRun(
  world: World,
  { slug, runId, planned }: { slug: string; runId: string; planned: PlannedRun },
): Promise<Outcome> {
  const began = performance.now();
  const since = new Date().toISOString();
  const ended = new AbortController();
  const strikes = Promise.all(
    planned.strikes.map((strike) => carryOut(world, { slug, runId, planned }, strike, ended.signal)),
  );
  const { run, approvals } = await world.people.seeThrough(runId, stuckSeconds + 6 * world.leaseSeconds);
  const seconds = (performance.now() - began) / 1000;
  ended.abort();
  const struck = await strikes;
  const findings: Finding[] = [];
  if (!isFinal(run.status)) findings.push({ kind: 'stuck', detail: `${run.status} after ${Math.round(seconds)} s` });
  findings.push(...(await inspectRun(world, { slug, runId, since, approvals })));
  const { index, kind } = planned;
  return {
    index,
    kind,
    slug,
    runId,
    status: run.status,
    error: run.error,
    approvals,
    seconds,
    strikes: struck,
    findings,
  };
}

/** Destroys what a life left, undisturbed by faults of its own: a stack can always be taken down in the end. */
async function end(world: World, life: Life, stackId: string): Promise<Finding[]> {
  for (let attempt = 1; attempt <= endAttemptsMax; attempt++) {
    const stack = await world.people.stack(stackId);
    if (isGone(stack.status)) return inspectNothing(world, life.slug);
    const since = new Date().toISOString();
    const runId = await world.people.destroy(stackId);
    const { run, approvals } = await world.people.seeThrough(runId, stuckSeconds);
    if (!isFinal(run.status)) return [{ kind: 'stuck', detail: `the last destroy ${runId} is ${run.status}` }];
    const findings = await inspectRun(world, { slug: life.slug, runId, since, approvals });
    if (findings.length > 0) return findings;
  }
  const { status } = await world.people.stack(stackId);
  return isGone(status) ? inspectNothing(world, life.slug) : [{ kind: 'leftover', detail: `the stack is ${status}` }];
}

/** Faults of other lanes may hit the last destroy too. */
const endAttemptsMax = 4;

/** Where much is lost, a few lines tell what kind of thing it is. */
const shownMax = 6;

function describe({ index, kind, slug, status, seconds, strikes, findings, error }: Outcome): string {
  const faults = strikes.map(
    ({ fault, instant, victim, missed, calls }) =>
      `${faultName(fault)} ${nameOf(instant)}${victim ? ` → ${victim}` : ` (${missed})`}${calls === undefined ? '' : ` ×${calls}`}`,
  );
  const lines = [
    `  #${index} ${kind} ${slug}: ${status} in ${seconds.toFixed(1)} s${faults.length > 0 ? `; ${faults.join(', ')}` : ''}`,
    ...(error ? [`      ${error}`] : []),
    ...findings.slice(0, shownMax).map((finding) => `      FOUND ${finding.kind}: ${finding.detail}`),
    ...(findings.length > shownMax ? [`      … and ${findings.length - shownMax} more; the report has all`] : []),
  ];
  return lines.join('\n');
}

function faultName(fault: Struck['fault']): string {
  return fault.kind === 's3' ? `s3 ${fault.effect} ${fault.object}` : fault.kind;
}

function nameOf(instant: Struck['instant']): string {
  const later = `+${instant.milliseconds} ms`;
  switch (instant.at) {
    case 'status':
      return `at ${instant.status} ${later}`;
    case 'step':
      return `at ${instant.name} ${instant.layer ?? ''} ${later}`;
    case 'applyStart':
      return `at apply_start ${instant.nth} ${later}`;
    case 'stateWrite':
      return `at a write of state ${later}`;
  }
}

export type FaultCounts = Partial<Record<FaultKind, number>>;

export function countFaults(outcomes: readonly Outcome[]): { struck: FaultCounts; missed: number } {
  const struck: FaultCounts = {};
  let missed = 0;
  for (const { fault, at } of outcomes.flatMap((outcome) => outcome.strikes)) {
    if (at === null) missed += 1;
    else struck[fault.kind] = (struck[fault.kind] ?? 0) + 1;
  }
  return { struck, missed };
}
