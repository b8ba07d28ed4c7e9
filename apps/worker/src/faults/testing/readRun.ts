import { getRunPlan } from '@flowport/db';
import type { RunPlan } from '@flowport/domain';
import type { Stage } from '../../testing/stage.ts';

/** What people read of one run. */
export type Said = {
  /** On the run's page, and in what its requester is told. */
  error: string;
  /** On the step that failed; null where none had begun. */
  step: { name: string; layer: string | null; error: string } | null;
  /** What the approver was shown, by layer; empty where nothing could be planned. */
  plan: string[];
  /** Without colours. */
  log: string;
};

/** Reads a run as its requester and its approver do. */
export async function readRun(stage: Stage, runId: string): Promise<Said> {
  const [{ run, steps }, plan, log] = await Promise.all([
    stage.detail(runId),
    getRunPlan(stage.db, runId),
    stage.log(runId),
  ]);
  const failed = steps.find(({ status }) => status === 'failed');
  return {
    error: run.error ?? '',
    step: failed === undefined ? null : { name: failed.name, layer: failed.layer, error: failed.error ?? '' },
    plan: plan?.layers.map(shown) ?? [],
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
    log: log.replaceAll(/\u001b\[[\d;]*m/g, ''),
  };
}

function shown({ layer, basis, counts }: RunPlan['layers'][number]): string {
  const told = Object.entries(counts).flatMap(([action, count]) => (count > 0 ? [`${count} to ${action}`] : []));
  return `${layer} (${basis}): ${told.join(', ') || 'nothing'}`;
}
