import { recordStepFinished, recordStepProgress, recordStepStarted, type StepKey } from '@flowport/db';
import { AppError, type Layer, type StepName, stepTitles } from '@flowport/domain';
import type { StepLog } from '../log/runLog.ts';
import type { StepProgress } from '../progress/progressReport.ts';
import type { RunWork } from '../run/runWork.ts';

export type Step = { log: StepLog; report(progress: StepProgress): Promise<void> };

/**
 * Runs one named step and records when it ran and how it ended. A failure is told on the step and goes on to the run;
 * after a lost lease nothing is written any more.
 */
export async function runStep<T>(
  work: RunWork,
  name: StepName,
  layer: Layer | null,
  action: (step: Step) => Promise<T>,
): Promise<T> {
  const { db, now } = work.context;
  work.signal.throwIfAborted();
  const key = (): StepKey => ({ runId: work.run.id, name, layer, lease: work.lease.current });
  const log = work.log.of(name, layer);
  await recordStepStarted(db, { ...key(), now: now() });
  log.line(heading(name, layer));
  try {
    const result = await action({ log, report: (progress) => recordStepProgress(db, { ...key(), progress }) });
    await recordStepFinished(db, { ...key(), status: 'succeeded', now: now() });
    return result;
  } catch (error) {
    if (work.lease.lost.aborted) throw error;
    const isStopped = work.signal.aborted;
    const message = error instanceof AppError ? error.publicMessage : 'Something went wrong on our side.';
    await recordStepFinished(db, {
      ...key(),
      status: isStopped ? 'canceled' : 'failed',
      ...(isStopped ? {} : { error: message }),
      now: now(),
    });
    throw error;
  }
}

/** For a step that has nothing to do, so that the timeline does not wait for it. */
export async function skipStep(work: RunWork, name: StepName, layer: Layer | null): Promise<void> {
  const { db, now } = work.context;
  const key: StepKey = { runId: work.run.id, name, layer, lease: work.lease.current };
  await recordStepFinished(db, { ...key, status: 'skipped', now: now() });
}

/** Bold, so that it can be found when scrolling. */
function heading(name: StepName, layer: Layer | null): string {
  return `\u001b[1m${stepTitles[name]}${layer === null ? '' : ` ${layer}`}\u001b[0m`;
}
