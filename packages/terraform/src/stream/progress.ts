import type { TerraformEvent } from './event.ts';

/**
 * How far an apply is. `total` counts what Terraform announced at its start: one step per create, update and delete,
 * two for a replacement. `running` holds the addresses under way, in order of their start.
 */
export type Progress = { done: number; failed: number; total: number; running: readonly string[] };

export const noProgress: Progress = { done: 0, failed: 0, total: 0, running: [] };

const steps: Readonly<Record<string, number>> = { create: 1, update: 1, delete: 1, replace: 2 };

/** The progress after one more event of an apply's stream. */
export function nextProgress(progress: Progress, event: TerraformEvent): Progress {
  switch (event.type) {
    case 'planned_change':
      return { ...progress, total: progress.total + (steps[event.action] ?? 0) };
    case 'apply_start':
      if (!isStep(event.action)) return progress;
      return { ...progress, running: [...progress.running, event.resource.address] };
    case 'apply_complete':
      if (!isStep(event.action)) return progress;
      return { ...progress, done: progress.done + 1, running: without(progress.running, event.resource.address) };
    case 'apply_errored':
      if (!isStep(event.action)) return progress;
      return { ...progress, failed: progress.failed + 1, running: without(progress.running, event.resource.address) };
    default:
      return progress;
  }
}

/** Data sources that are read during the apply are reported in the same way, but were not announced. */
function isStep(action: string): boolean {
  return Object.hasOwn(steps, action);
}

function without(running: readonly string[], address: string): string[] {
  return running.filter((other) => other !== address);
}
