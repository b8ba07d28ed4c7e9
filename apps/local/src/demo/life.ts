import type { Client } from '@flowport/cli';
import {
  type CheckView,
  type ConnectionPack,
  isFinal,
  type Layer,
  layers,
  type ParameterOverrides,
  type PlanCounts,
  type PresetName,
  type RunPlan,
  type RunStatus,
} from '@flowport/domain';

/** The two people of the story, as API clients. */
export type People = { requester: Client; approver: Client };

export type StackReport = {
  slug: string;
  preset: PresetName;
  resources: Record<Layer, number>;
  plan: Omit<PlanCounts, 'unchanged'>;
  connection: ConnectionPack;
  /** What was proven after the apply. */
  verify: { name: string; status: CheckView['status']; detail: string }[];
  stateKeys: string[];
  seconds: { plan: number; apply: number; destroy: number };
};

export type Requested = { stackId: string; runId: string; slug: string };

/** How long any one phase may take before the demo gives up on it. */
const phaseSecondsMax = 600;

/** Where stacks are asked for: the first team and the first target that the requester sees. */
export type Place = { teamId: string; targetId: string };

export async function findPlace({ requester }: People): Promise<Place> {
  const [[team], [target]] = await Promise.all([requester.teams(), requester.targets()]);
  if (!team || !target) throw new Error('The requester sees no team or no target.');
  return { teamId: team.id, targetId: target.id };
}

/** What is asked for beside slug and place. */
export type Wish = { preset: PresetName; parameters?: ParameterOverrides };

export async function requestStack(people: People, place: Place, slug: string, wish: Wish): Promise<Requested> {
  const started = await people.requester.requestStack({
    slug,
    ...wish,
    ...place,
    description: 'A stack of the demo.',
  });
  return { stackId: started.stack.id, runId: started.run.id, slug };
}

/** Waits for the plan, approves exactly that, and waits for the end; again where a layer asks for another approval. */
export async function approveUntilDone(
  people: People,
  { runId, slug }: { runId: string; slug: string },
  say: (text: string) => void,
): Promise<{ plan: RunPlan; planSeconds: number; applySeconds: number }> {
  const started = performance.now();
  await reached(people.requester, runId, ['awaiting_approval']);
  const planSeconds = since(started);
  const plan = await people.approver.plan(runId);
  const decided = performance.now();
  say(`${slug}: approving ${describe(plan.counts)}`);
  for (let { digest } = plan; ; ) {
    await people.approver.approve(runId, digest, 'Looks right.');
    const status = await reached(people.requester, runId, ['succeeded', 'awaiting_approval']);
    if (status === 'succeeded') return { plan, planSeconds, applySeconds: since(decided) };
    const [{ pauseReason }, again] = await Promise.all([people.approver.run(runId), people.approver.plan(runId)]);
    say(`${slug}: approving ${describe(again.counts)} (${pauseReason ?? 'the plan was made anew'})`);
    digest = again.digest;
  }
}

/** Asks for a change that changes nothing: Terraform plans every layer again and must find nothing to do. */
export async function expectNoChange(people: People, stackId: string): Promise<void> {
  const stack = await people.requester.stack(stackId);
  const { run } = await people.requester.changeStack({
    stackId,
    version: stack.version,
    parameters: {},
    reason: 'Second plan.',
  });
  const status = await reached(people.requester, run.id, ['no_changes', 'awaiting_approval']);
  const plan = await people.requester.plan(run.id);
  for (const layer of layers) {
    const found = plan.layers.find((candidate) => candidate.layer === layer);
    if (found?.basis !== 'exact') throw new Error(`The second plan of ${layer} was not made by Terraform.`);
  }
  if (status !== 'no_changes') {
    const changed = plan.layers.flatMap((layer) => layer.changes).filter((change) => change.action !== 'unchanged');
    throw new Error(
      `The second plan of ${stack.slug} changes ${changed.map((change) => `${change.address} (${change.action})`).join(', ')}.`,
    );
  }
}

export async function destroyStack(
  people: People,
  { stackId, slug }: Requested,
  say: (text: string) => void,
): Promise<number> {
  const started = performance.now();
  const { run } = await people.requester.destroyStack({
    stackId,
    confirmSlug: slug,
    // Nothing of a demonstration is worth keeping.
    data: 'purge',
  });
  await approveUntilDone(people, { runId: run.id, slug }, say);
  const { status } = await people.requester.stack(stackId);
  if (status !== 'destroyed') throw new Error(`After its destruction the stack ${slug} is ${status}.`);
  return since(started);
}

/** Waits until the run has one of the statuses. @throws when it ends otherwise. */
export async function reached(client: Client, runId: string, wanted: readonly RunStatus[]): Promise<RunStatus> {
  const giveUp = AbortSignal.timeout(phaseSecondsMax * 1000);
  for await (const { status } of client.runChanges(runId, giveUp)) {
    if (wanted.includes(status)) return status;
    if (isFinal(status)) {
      const { stack, error } = await client.run(runId);
      throw new Error(`The run ${runId} of ${stack.slug} ended as ${status}: ${error ?? 'no reason given'}`);
    }
  }
  throw new Error(`The events of the run ${runId} ended before it became ${wanted.join(' or ')}.`);
}

export function since(started: number): number {
  return Math.round(performance.now() - started) / 1000;
}

export function describe(counts: PlanCounts): string {
  return `${counts.create} to create, ${counts.update} to update, ${counts.replace} to replace, ${counts.delete} to delete`;
}
