import { isFinal, type StepName, type StepStatus, type Transition } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';

/**
 * Also what was applied: a layer that this run is through with is planned anew with the others, and skipped then. Nobody
 * compares times to find out, since those of two workers' clocks can't be compared.
 */
const planningSteps: StepName[] = ['synth', 'init', 'plan', 'release', 'apply'];

/**
 * Keeps the steps in line with their run. A run that is planned again begins its planning steps anew; where the worker
 * is gone, or the run has ended, no step goes on running, and what was not begun is skipped.
 */
export async function settleSteps(tx: Tx, { run, history }: Transition, now: Date): Promise<void> {
  const runId = run.id;
  if (history.event === 'replan' || (history.event === 'interrupt' && run.status === 'queued')) {
    await tx.client.runStep.updateMany({
      where: { runId, name: { in: planningSteps } },
      data: { status: 'pending', startedAt: null, finishedAt: null, error: null, ...noProgress },
    });
  }
  if (history.event === 'interrupt' && run.status === 'interrupted') {
    await endRunning(tx, { runId, status: 'failed', error: 'Its worker was lost.', now });
  }
  if (!isFinal(run.status)) return;
  await endRunning(tx, { runId, status: run.status === 'failed' ? 'failed' : 'canceled', error: null, now });
  await tx.client.runStep.updateMany({ where: { runId, status: 'pending' }, data: { status: 'skipped' } });
}

const noProgress = { progressDone: null, progressTotal: null, progressCurrent: null };

async function endRunning(
  tx: Tx,
  end: { runId: string; status: StepStatus; error: string | null; now: Date },
): Promise<void> {
  await tx.client.runStep.updateMany({
    where: { runId: end.runId, status: 'running' },
    data: { status: end.status, finishedAt: end.now, error: end.error },
  });
}
