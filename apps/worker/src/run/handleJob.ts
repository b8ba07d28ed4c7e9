import {
  acquireLease,
  extendLease,
  getRun,
  getStack,
  getTarget,
  type Lease,
  type RunJob,
  releaseLease,
} from '@flowport/db';
import { AppError, type RunStatus } from '@flowport/domain';
import type { WorkerContext } from '../context.ts';
import { holdLease } from '../lease/heldLease.ts';
import { recoverRun } from '../recovery/recoverRun.ts';
import { type StopReason, stopError } from './activeRuns.ts';
import { applyRun } from './applyRun.ts';
import { advanceWork } from './finishRun.ts';
import { planRun } from './planRun.ts';
import { retireRun } from './retireRun.ts';
import { type RunWork, runWork } from './runWork.ts';
import { settle } from './settle.ts';

/**
 * Does what a job asks for, if that is still what the run needs: a job may come twice, or late. The lease is what makes
 * sure that no two workers act for the same run; the queue only spares them the attempt.
 * @throws AppError `lock_held` while another worker holds the run, `unavailable` while this process ends: the queue then
 * tries again, here or elsewhere.
 */
export async function handleJob(context: WorkerContext, job: RunJob): Promise<void> {
  const { db, leaseSeconds, workerId } = context;
  if (context.active.isShuttingDown) throw new AppError('unavailable', 'This worker is about to end.');
  const before = await getRun(db, job.runId);
  if (!before || !isDue(job, before.status)) return;
  const acquiredAt = context.monotonic();
  const [lease, stack, target] = await Promise.all([
    acquireLease(db, { runId: job.runId, workerId, leaseSeconds }),
    getStack(db, before.stack.id),
    getTarget(db, before.target.id),
  ]);
  if (!lease) throw new AppError('lock_held', `Another worker holds the run ${job.runId}.`);

  const stop = new AbortController();
  let stopReason: StopReason | undefined;
  const kill = new AbortController();
  let killTimer: NodeJS.Timeout | undefined;
  const force = new AbortController();
  const leave = new AbortController();
  const requestStop = (reason: StopReason) => {
    stopReason ??= reason;
    stop.abort(stopError(reason));
    if (reason !== 'cancel') leave.abort(stopError(reason));
    if (reason === 'shutdown') killTimer ??= setTimeout(() => kill.abort(stopError(reason)), shutdownSeconds * 1000);
  };
  const guard = context.guard.lease(`${job.runId} ${lease.token}`);
  const held = holdLease(
    lease,
    { leaseSeconds, acquiredAt },
    {
      extend: (current: Lease) => extendLease(db, { lease: current, leaseSeconds }),
      monotonic: context.monotonic,
      onStatus: (status, isForced) => {
        if (status !== 'canceling') return;
        requestStop('cancel');
        if (isForced) force.abort(stopError('cancel'));
      },
      onExtended: (deadline) => guard.extend(deadline),
      onRisk: () => requestStop('risk'),
      onRetry: (err) => context.logger.warn({ err, runId: job.runId }, 'the lease could not be extended yet'),
    },
  );
  context.active.add(job.runId, { stop: requestStop, look: held.look });
  let work: RunWork | undefined;
  let closing: (() => RunWork) | undefined;
  try {
    // Read again under the lease: what was seen before may be over.
    const run = await getRun(db, job.runId);
    if (!run || !isDue(job, run.status)) return await releaseLease(db, held.current);
    if (!stack || !target) throw new AppError('internal', `The run ${run.id} has no stack or target any more.`);
    const [cloud, folder] = await Promise.all([context.cloudOf(target), context.folders.open(run.id)]);
    // What the worker before has begun is not known, unless it gave the run back in order.
    const untold = { mayBe: job.phase === 'recover' };
    const input = { context, run, stack, target, cloud, lease: held, guard, untold, folder };
    // What a canceled or failed run leaves is put in order whether it is canceled or forced once more.
    closing = () =>
      runWork({
        ...input,
        signal: AbortSignal.any([leave.signal, held.lost]),
        killSignal: AbortSignal.any([kill.signal, held.lost]),
      });
    work = runWork({
      ...input,
      signal: AbortSignal.any([stop.signal, held.lost]),
      killSignal: AbortSignal.any([kill.signal, force.signal, held.lost]),
    });
    if (run.status === 'canceling') throw stopError('cancel');
    await proceed(work, job);
  } catch (error) {
    const isLeaving = () => leave.signal.aborted;
    await settle(context, { runId: job.runId, work, closing, isLeaving, lease: held, error, stopReason });
  } finally {
    held.stop();
    clearTimeout(killTimer);
    guard.end();
    context.active.remove(job.runId);
    work?.asides.drop();
    work?.states.close();
    await retireRun(context, job.runId);
  }
}

/**
 * What a process that is to end gives Terraform to finish what it has in hand, before the machine's own patience (half
 * a minute with most supervisors) is over. What it can't finish is recovered by the next worker.
 */
const shutdownSeconds = 25;

const due: Record<RunJob['phase'], readonly RunStatus[]> = {
  // A run that is planned anew is `planning` already.
  plan: ['queued', 'planning', 'canceling'],
  apply: ['applying', 'canceling'],
  recover: ['interrupted', 'canceling'],
};

function isDue(job: RunJob, status: RunStatus): boolean {
  return due[job.phase].includes(status);
}

async function proceed(work: RunWork, job: RunJob): Promise<void> {
  const { status } = work.run;
  switch (job.phase) {
    case 'plan':
      if (status === 'queued') await advanceWork(work, { event: 'claim' });
      return planRun(work);
    case 'apply':
      return applyRun(work, 'approval');
    case 'recover':
      return recoverRun(work);
  }
}
