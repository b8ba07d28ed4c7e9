import { setTimeout } from 'node:timers/promises';
import { getRunDetail, type RunDetail } from '@flowport/db';
import { type RunEvidence, readEvidence } from '@flowport/db/evidence';
import { isFinal, layers } from '@flowport/domain';
import { patiently } from './people.ts';
import { compare, duplicatesOf, knownResources, liveResources, operationsOf, staleVersions } from './resources.ts';
import type { World } from './world.ts';

export const findingKinds = [
  'orphan',
  'missing',
  'duplicate',
  'stuck',
  'staleWrite',
  'lock',
  'plan',
  'history',
  'step',
  'process',
  'folder',
  'leftover',
] as const;
/** Something that must not be, and its evidence. */
export type Finding = { kind: (typeof findingKinds)[number]; detail: string };

export type EndedRun = { slug: string; runId: string; since: string; approvals: number };

/** What has ended in order leaves nothing, but it may take a moment: a sweep, the end of a process. */
const settleSecondsMax = 15;

/** Looks at everything that a run could have spoilt; what is there for a moment only is no finding. */
export async function inspectRun(world: World, run: EndedRun): Promise<Finding[]> {
  const deadline = performance.now() + settleSecondsMax * 1000;
  for (;;) {
    const findings = (
      await Promise.all([
        inspectCloud(world, run),
        inspectBucket(world, run.slug),
        inspectStates(world, run.slug),
        inspectRecords(world, run),
      ])
    ).flat();
    if (findings.length === 0 || performance.now() > deadline) return findings;
    await setTimeout(500);
  }
}

/** After a destroy: neither in the cloud nor in the bucket is anything of the stack. */
export async function inspectNothing(world: World, slug: string): Promise<Finding[]> {
  const [operations, objects, { states, configurations }] = await Promise.all([
    world.cloud.operations(),
    world.cloud.objects(),
    world.cloud.bucket(slug),
  ]);
  const live = liveResources(operationsOf(slug, operations), objects);
  const left = [...live.map(({ type, id }) => `${type} ${id}`), ...states, ...configurations];
  return left.map((detail) => ({ kind: 'leftover', detail }));
}

async function inspectCloud({ cloud }: World, run: EndedRun): Promise<Finding[]> {
  const [all, objects, states] = await Promise.all([cloud.operations(), cloud.objects(), cloud.states(run.slug)]);
  const operations = operationsOf(run.slug, all);
  const cloudTypes = new Set(all.map((one) => one.type));
  const live = liveResources(operations, objects);
  const { orphans, missing } = compare(live, knownResources(states.map((one) => one.state)), cloudTypes);
  return [
    ...orphans.map(({ type, id }): Finding => ({ kind: 'orphan', detail: `${type} ${id} is in no state` })),
    ...missing.map(({ type, id }): Finding => ({ kind: 'missing', detail: `${type} ${id} is in a state alone` })),
    ...duplicatesOf(operations, run).map(
      ({ type, id, at }): Finding => ({ kind: 'duplicate', detail: `${type} ${id} was made again at ${at}` }),
    ),
  ];
}

async function inspectBucket({ cloud }: World, slug: string): Promise<Finding[]> {
  const { locks, plans, other } = await cloud.bucket(slug);
  return [
    ...locks.map((key): Finding => ({ kind: 'lock', detail: key })),
    ...plans.map((key): Finding => ({ kind: 'plan', detail: key })),
    ...other.map((key): Finding => ({ kind: 'leftover', detail: key })),
  ];
}

async function inspectStates({ cloud }: World, slug: string): Promise<Finding[]> {
  const found = layers.map(async (layer) =>
    staleVersions(await cloud.stateVersions(slug, layer)).map(
      ({ versionId, state }): Finding => ({
        kind: 'staleWrite',
        detail: `Version ${versionId} of the state of ${slug}/${layer} has serial ${state?.serial}, and the one before was not older.`,
      }),
    ),
  );
  return (await Promise.all(found)).flat();
}

async function inspectRecords({ db, fleet }: World, { runId }: EndedRun): Promise<Finding[]> {
  const [detail, evidence, processes] = await Promise.all([
    patiently(() => getRunDetail(db, runId)),
    patiently(() => readEvidence(db, runId)),
    fleet.processes(runId),
  ]);
  if (!detail) return [{ kind: 'history', detail: `There is no run ${runId}.` }];
  return [
    ...historyGaps(detail, evidence).map((text): Finding => ({ kind: 'history', detail: text })),
    ...openSteps(detail).map((text): Finding => ({ kind: 'step', detail: text })),
    ...evidence.staleWrites.map(
      (write): Finding => ({
        kind: 'staleWrite',
        detail: `${write.session} wrote to ${write.place} while ${write.holder ?? 'nobody'} held token ${write.token}: ${write.detail}`,
      }),
    ),
    ...evidence.leases
      .filter((change) => change.wasHeld)
      .map((change): Finding => ({ kind: 'staleWrite', detail: `Token ${change.token} was taken from a live lease.` })),
    ...processes.map((pid): Finding => ({ kind: 'process', detail: `${pid} still works in the run's folder` })),
  ];
}

/** Each entry goes on where the one before ended, the last one is where the run is, and each was audited once. */
function historyGaps({ run, history }: RunDetail, { auditActions }: RunEvidence): string[] {
  const gaps = history.flatMap((entry, index) => {
    const before = history[index - 1]?.to ?? null;
    return entry.from === before ? [] : [`${entry.event} goes from ${entry.from}, and ${before} was before it`];
  });
  const last = history.at(-1)?.to;
  if (last !== run.status) gaps.push(`the last entry leads to ${last}, and the run is ${run.status}`);
  if (history.length !== run.version) gaps.push(`${history.length} entries for version ${run.version}`);
  // Audit events sort by the clocks of those who made them, and some of those are wrong on purpose here.
  const expected = history.slice(1).map((entry) => `run.${entry.event}`);
  if (expected.sort().join() !== [...auditActions].sort().join()) {
    gaps.push(`audited are ${auditActions.join(', ')}, and the history has ${expected.join(', ')}`);
  }
  return gaps;
}

function openSteps({ run, steps }: RunDetail): string[] {
  if (!isFinal(run.status)) return [];
  return steps
    .filter((step) => step.status === 'running' || step.status === 'pending')
    .map((step) => `${step.name} ${step.layer ?? ''} is ${step.status} in a run that is ${run.status}`);
}
