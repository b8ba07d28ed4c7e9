import { setTimeout } from 'node:timers/promises';
import {
  advanceRun,
  getRun,
  getRunDetail,
  isDatabaseAway,
  type Lease,
  noticeRecovery,
  releaseLease,
} from '@flowport/db';
import {
  AppError,
  type ErrorCode,
  nextStatus,
  type RunEventName,
  type RunKind,
  type RunStatus,
} from '@flowport/domain';
import type { WorkerContext } from '../context.ts';
import type { HeldLease } from '../lease/heldLease.ts';
import { closeRun } from '../recovery/closeRun.ts';
import { RefusedBeforeApply } from '../verify/preflight.ts';
import type { StopReason } from './activeRuns.ts';
import type { RunWork } from './runWork.ts';

export type Failure = {
  runId: string;
  /** Undefined when the run could not even be opened. */
  work: RunWork | undefined;
  /** The same run, to be put in order before it ends. */
  closing: (() => RunWork) | undefined;
  /** Whether this process has to leave the run to another one. */
  isLeaving(): boolean;
  lease: HeldLease<Lease>;
  error: unknown;
  stopReason: StopReason | undefined;
};

/**
 * What becomes of a run whose work was rejected: canceled, interrupted (so that another worker goes on with it) or
 * failed with a sentence for people. Without the lease nothing is written: the run belongs to somebody else.
 * @throws what the work was rejected with, where the job itself is to come again.
 */
export async function settle(context: WorkerContext, failure: Failure): Promise<void> {
  const { runId, work, lease, error } = failure;
  const { db, logger } = context;
  if (lease.lost.aborted || isLeaseLost(error)) {
    logger.warn({ err: lease.lost.reason ?? error, runId }, 'the lease of the run is lost; its work was dropped');
    return;
  }
  if (work && !work.signal.aborted) await work.asides.flush();
  await work?.drain().catch((err) => logger.error({ err, runId }, 'a part of what the run said is lost'));
  const run = await getRun(db, runId);
  if (!run) return;
  const ending = await closed(context, failure, { run, ending: endingOf(failure, run) });
  if (ending === undefined) return;
  if (ending.event === 'fail') logger.error({ err: error, runId }, 'the run failed');
  if (nextStatus(run.status, ending.event) === undefined) {
    await releaseLease(db, lease.current);
    // Stopped before the run had begun: its job has to come again.
    if (ending.event === 'interrupt') throw error;
    return;
  }
  const { mask } = work?.secrets ?? context.secrets;
  const now = context.now();
  await db.inTransaction(async (tx) => {
    if (ending.event === 'interrupt' && nextStatus(run.status, 'interrupt') !== 'queued') {
      const entries = [{ at: now.toISOString(), text: mask(ending.reason ?? 'The run was interrupted.') }];
      await noticeRecovery(tx, { runId, deadWorkerId: context.workerId, entries, now, ids: context.ids });
    }
    await advanceRun(tx, {
      runId,
      event: {
        name: ending.event,
        actorId: null,
        ...(ending.reason === undefined ? {} : { reason: mask(ending.reason) }),
      },
      now,
      ids: context.ids,
      lease: lease.current,
      ...(ending.error === undefined ? {} : { error: mask(ending.error) }),
    });
    await releaseLease(tx, lease.current);
  });
}

function isLeaseLost(error: unknown): boolean {
  return error instanceof AppError && error.code === 'lease_lost';
}

type RunNow = { kind: RunKind; status: RunStatus };

type Ending = { event: RunEventName; reason?: string; error?: string };

/** So often a run is taken up again because what it left could not be put in order; then it ends and says so. */
const interruptsMax = 8;

const refusals: ReadonlySet<ErrorCode> = new Set(['credentials_refused', 'lock_held', 'conflict', 'invalid_input']);

/**
 * Puts in order what a run leaves that is canceled or failed: no lock, and nothing in AWS that no state knows. What can't
 * be done now (S3 is away, say) is taken up again by the next worker, for some times.
 * @returns how the run ends; undefined when the lease was lost meanwhile.
 */
async function closed(
  context: WorkerContext,
  failure: Failure,
  { run, ending }: { run: { id: string } & RunNow; ending: Ending },
): Promise<Ending | undefined> {
  const { closing, lease } = failure;
  const isEnd = ending.event === 'fail' || ending.event === 'canceled';
  if (!closing || !isEnd || nextStatus(run.status, ending.event) === undefined) return ending;
  const isRefused = failure.error instanceof AppError && refusals.has(failure.error.code);
  const isCutShort = ending.event === 'fail' && failure.work?.untold.mayBe === true && !isRefused;
  if (isCutShort && nextStatus(run.status, 'interrupt') && (await interruptsOf(context, run.id)) < interruptsMax) {
    const why = failure.error instanceof AppError ? failure.error.publicMessage : 'Something went wrong on our side.';
    return { event: 'interrupt', reason: `Terraform did not end in order, so the run is recovered. ${why}` };
  }
  const work = closing();
  try {
    await closePatiently(work);
    return ending;
  } catch (error) {
    if (lease.lost.aborted || isLeaseLost(error)) {
      context.logger.warn({ err: error, runId: run.id }, 'the lease of the run is lost; its work was dropped');
      return undefined;
    }
    context.logger.error({ err: error, runId: run.id }, 'what the run left behind could not be put in order yet');
    const what = error instanceof AppError ? error.publicMessage : 'Something went wrong on our side.';
    const reason = `What its Terraform left behind could not be put in order yet: ${what}`;
    // What was not begun leaves nothing; and what was refused is refused again.
    const isWorthIt = work.untold.mayBe && !(error instanceof AppError && refusals.has(error.code));
    const isPossible = isWorthIt && nextStatus(run.status, 'interrupt') !== undefined;
    if (!work.untold.mayBe && ending.event === 'fail') return ending;
    if (isPossible && (failure.isLeaving() || (await interruptsOf(context, run.id)) < interruptsMax)) {
      return { event: 'interrupt', reason };
    }
    return { ...ending, error: `${ending.error ?? 'The run was canceled.'} ${reason}` };
  } finally {
    await work
      .drain()
      .catch((err) => context.logger.error({ err, runId: run.id }, 'a part of what the run said is lost'));
    work.asides.drop();
    work.states.close();
  }
}

const closeAttemptsMax = 4;
const closePauseMilliseconds = 2000;

/** A bucket that refuses for some seconds is waited for: a lock that stays is in the way of the next run. */
async function closePatiently(work: RunWork): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await closeRun(work);
    } catch (error) {
      const mayPass = error instanceof AppError && error.code === 'unavailable' && attempt < closeAttemptsMax;
      if (!mayPass || work.signal.aborted) throw error;
      await setTimeout(closePauseMilliseconds);
    }
  }
}

async function interruptsOf({ db }: WorkerContext, runId: string): Promise<number> {
  const detail = await getRunDetail(db, runId);
  return detail?.history.filter(({ event }) => event === 'interrupt').length ?? 0;
}

function endingOf({ error, stopReason }: Failure, run: RunNow): Ending {
  const isAway = isDatabaseAway(error) && nextStatus(run.status, 'interrupt') !== undefined;
  if (isAway) return { event: 'interrupt', reason: 'The database was away while its worker needed it.' };
  // A cancel may have come so late that the work failed for another reason first.
  if (run.status === 'canceling') return { event: 'canceled' };
  switch (stopReason) {
    case 'shutdown':
      return { event: 'interrupt', reason: 'The worker was stopped; another one goes on with the run.' };
    case 'risk':
      return {
        event: 'interrupt',
        reason: 'Its worker could not reach the database for a while, and stopped Terraform.',
      };
    default:
      return { event: 'fail', error: publicMessage(error, run) };
  }
}

/** What was being done and what is wrong is in the error; what to do next depends on how far the run had come. */
export function publicMessage(error: unknown, run: RunNow): string {
  const what = error instanceof AppError ? error.publicMessage : wordsOf(error);
  if (error instanceof RefusedBeforeApply) {
    return `${what} Nothing was changed. Once it is mended, request a change, which may be empty, to try again.`;
  }
  return `${what} ${nextSteps(run)}`;
}

function wordsOf(error: unknown): string {
  const isDiskFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
  return isDiskFull
    ? 'The disk of the worker is full. Free some of it, then ask again.'
    : 'Something went wrong on our side; the log of the worker says what.';
}

function nextSteps({ kind, status }: RunNow): string {
  switch (status) {
    case 'applying':
    case 'recovering':
      return kind === 'destroy'
        ? 'What is left of the stack is in the state: ask for the destroy again.'
        : 'What was created so far is in the state: request a change to go on from there, or destroy the stack.';
    case 'verifying':
      return kind === 'destroy'
        ? 'Everything was to be destroyed, and something is left: ask for the destroy again.'
        : 'Everything is applied, but it is not as it should be. Once it is mended, request a change, which may be empty: it checks the stack again.';
    default:
      return 'Nothing was changed.';
  }
}
