import { recordStepFinished, recordStepProgress, recordStepStarted, type StepEnd, type StepKey } from '@flowport/db';
import { AppError, type Layer, type StepName, stepTitles } from '@flowport/domain';
import type { StepLog } from '../log/runLog.ts';
import type { StepProgress } from '../progress/progressReport.ts';
import type { RunWork } from '../run/runWork.ts';

export type Step = { log: StepLog; report(progress: StepProgress): void };

/**
 * Runs one named step and records when it ran and how it ended, without waiting for the database. A failure is told on
 * the step and goes on to the run; after a lost lease nothing is written any more.
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
  const startedAt = now();
  work.writes.add(() => recordStepStarted(db, { ...key(), now: startedAt }));
  log.line(heading(name, layer));
  const end = (status: StepEnd, error?: string) => {
    const finishedAt = now();
    work.writes.add(() =>
      recordStepFinished(db, { ...key(), status, ...(error === undefined ? {} : { error }), now: finishedAt }),
    );
  };
  try {
    const report = (progress: StepProgress) => work.writes.add(() => recordStepProgress(db, { ...key(), progress }));
    const result = await action({ log, report });
    end('succeeded');
    return result;
  } catch (error) {
    if (work.signal.aborted) end('canceled');
    else
      end(
        'failed',
        error instanceof AppError ? work.secrets.mask(error.publicMessage) : 'Something went wrong on our side.',
      );
    throw error;
  }
}

/** For a step that has nothing to do, so that the timeline does not wait for it. */
export function skipStep(work: RunWork, name: StepName, layer: Layer | null): void {
  const { db, now } = work.context;
  const finishedAt = now();
  work.writes.add(() =>
    recordStepFinished(db, {
      runId: work.run.id,
      name,
      layer,
      lease: work.lease.current,
      status: 'skipped',
      now: finishedAt,
    }),
  );
}

/** Bold, so that it can be found when scrolling. */
function heading(name: StepName, layer: Layer | null): string {
  return `\u001b[1m${stepTitles[name]}${layer === null ? '' : ` ${layer}`}\u001b[0m`;
}
