import { AppError } from '../error/appError.ts';
import type { StackStatus } from '../stack/status.ts';
import { stackStatusAfter } from '../stack/status.ts';
import type { RunState, RunStatus } from './run.ts';
import { isFinal } from './run.ts';

/**
 * The one table that decides what may happen to a run. The buttons of the portal, the guards in SQL, the diagram of the
 * documentation and the tests derive from it.
 */
export const transitions = {
  /** The run before it has ended, and what was asked for is still possible. */
  promote: { waiting: 'queued' },
  /** A worker took the run from the queue. */
  claim: { queued: 'planning' },
  /** The plan is there and changes something. */
  plan_ready: { planning: 'awaiting_approval' },
  /** The plan is there and changes nothing. */
  plan_empty: { planning: 'no_changes' },
  /** The plan changes nothing, and the stack is yet to be proven: its checks had failed, or nobody knows. */
  recheck: { planning: 'verifying' },
  approve: { awaiting_approval: 'applying' },
  reject: { awaiting_approval: 'discarded' },
  /** The team drops its own plan. */
  discard: { awaiting_approval: 'discarded' },
  /** A newer request of the same stack takes the place of one that nobody has decided on. */
  supersede: { waiting: 'discarded', queued: 'discarded', awaiting_approval: 'discarded' },
  expire: { awaiting_approval: 'expired' },
  /** What the approval was bound to has changed: plan again, ask again. */
  replan: { awaiting_approval: 'planning', applying: 'planning' },
  /** A layer's real plan lies outside what was approved. */
  pause: { applying: 'awaiting_approval', recovering: 'awaiting_approval' },
  applied: { applying: 'verifying' },
  verified: { verifying: 'succeeded' },
  fail: {
    waiting: 'failed',
    queued: 'failed',
    planning: 'failed',
    applying: 'failed',
    verifying: 'failed',
    recovering: 'failed',
  },
  /**
   * Where nothing is under way the run ends at once. Else its worker has to stop Terraform first, and where the worker
   * died while applying, another one first finds out what that did.
   */
  cancel: {
    waiting: 'canceled',
    queued: 'canceled',
    awaiting_approval: 'canceled',
    interrupted: 'canceling',
    planning: 'canceling',
    applying: 'canceling',
    verifying: 'canceling',
    recovering: 'canceling',
  },
  /** Terraform is killed, whatever it is at; recovery finds out what it did. */
  force: { canceling: 'canceling' },
  canceled: { canceling: 'canceled' },
  /** The worker died. A plan can simply be made again; an apply has to be recovered. */
  interrupt: {
    planning: 'queued',
    applying: 'interrupted',
    verifying: 'interrupted',
    recovering: 'interrupted',
    canceling: 'canceling',
  },
  recover: { interrupted: 'recovering' },
  resume: { recovering: 'applying' },
} as const satisfies Record<string, Partial<Record<RunStatus, RunStatus>>>;

export type RunEventName = keyof typeof transitions;

/** Who or what caused it and why; `reason` is shown in the run's history as it stands. */
export type RunEvent = { name: RunEventName; actorId: string | null; reason?: string | undefined };

export type RunHistoryEntry = {
  runId: string;
  from: RunStatus;
  to: RunStatus;
  event: RunEventName;
  actorId: string | null;
  reason: string | null;
  at: Date;
};

/** What must happen in the same transaction as the transition. */
export type RunEffect =
  | { type: 'enqueue'; runId: string; stackId: string; phase: 'plan' | 'apply' | 'recover' }
  | { type: 'stackStatus'; stackId: string; status: StackStatus }
  | { type: 'audit'; action: `run.${RunEventName}`; runId: string }
  | { type: 'stopWorker'; runId: string };

export type Transition = { run: RunState; history: RunHistoryEntry; effects: RunEffect[] };

/** The status that `event` leads to from `status`, or undefined where it is not allowed. */
export function nextStatus(status: RunStatus, event: RunEventName): RunStatus | undefined {
  return (transitions[event] as Partial<Record<RunStatus, RunStatus>>)[status];
}

export function allowedEvents(status: RunStatus): RunEventName[] {
  return (Object.keys(transitions) as RunEventName[]).filter((event) => nextStatus(status, event) !== undefined);
}

/**
 * The pure heart of a run: what it becomes, the history entry and the effects, to be persisted in one transaction.
 * @param stackStatus the stack's status now; the effect says what it becomes.
 * @throws AppError `conflict` when the event is not allowed in the run's status.
 */
export function transition(run: RunState, event: RunEvent, now: Date, stackStatus: StackStatus): Transition {
  const to = nextStatus(run.status, event.name);
  if (to === undefined) {
    throw new AppError(
      'conflict',
      `The run ${run.id} is ${run.status.replaceAll('_', ' ')}, so "${event.name.replaceAll('_', ' ')}" is not possible. Reload to see its present state.`,
    );
  }
  const after: RunState = { ...run, status: to, version: run.version + 1 };
  const effects: RunEffect[] = [{ type: 'audit', action: `run.${event.name}`, runId: run.id }];
  const phase = phaseToEnqueue(event.name, to);
  if (phase) effects.push({ type: 'enqueue', runId: run.id, stackId: run.stackId, phase });
  if (to === 'canceling' && event.name !== 'interrupt') effects.push({ type: 'stopWorker', runId: run.id });
  const status = stackAfter(run, { event: event.name, to }, stackStatus);
  if (status !== stackStatus) effects.push({ type: 'stackStatus', stackId: run.stackId, status });
  return {
    run: after,
    history: {
      runId: run.id,
      from: run.status,
      to,
      event: event.name,
      actorId: event.actorId,
      reason: event.reason ?? null,
      at: now,
    },
    effects,
  };
}

/** A stack that was only asked for is wanted still: by what supersedes its run. */
function stackAfter(
  run: RunState,
  { event, to }: { event: RunEventName; to: RunStatus },
  current: StackStatus,
): StackStatus {
  return event === 'supersede' && current === 'requested'
    ? current
    : stackStatusAfter(run, { from: run.status, to }, current);
}

/** A worker that is at it goes on by itself; only what nobody holds is put into the queue. */
function phaseToEnqueue(event: RunEventName, to: RunStatus): 'plan' | 'apply' | 'recover' | undefined {
  if (event === 'approve') return 'apply';
  if (event === 'replan' || (event === 'interrupt' && to === 'queued')) return 'plan';
  if (event === 'promote') return 'plan';
  // A forced run may have no worker at all; then whoever takes this ends it.
  if (event === 'interrupt' || event === 'force') return 'recover';
  return undefined;
}

/** Mermaid's state diagram of the table, for ARCHITECTURE.md. */
export function transitionDiagram(): string {
  const lines = (Object.keys(transitions) as RunEventName[]).flatMap((event) =>
    Object.entries(transitions[event]).map(([from, to]) => `  ${from} --> ${to}: ${event}`),
  );
  const ends = [...new Set(lines.map((line) => line.split(' --> ')[1]?.split(':')[0] ?? ''))]
    .filter((status) => isFinal(status as RunStatus))
    .map((status) => `  ${status} --> [*]`);
  return ['stateDiagram-v2', '  [*] --> queued', ...lines, ...ends].join('\n');
}
