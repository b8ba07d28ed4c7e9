import type { Layer } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';
import { runStep } from './step.ts';

/**
 * Prepares a layer's directory once in the life of this process; callers at the same time share one `init`. An
 * initialized directory stays for the job that applies.
 */
export function init(work: RunWork, layer: Layer): Promise<void> {
  const { initialized } = work.folder;
  const known = initialized.get(layer);
  if (known) return known;
  const started = runStep(work, 'init', layer, async ({ log }) => {
    const session = await work.terraform(layer, { purpose: 'plan', log });
    await session.init();
  });
  initialized.set(layer, started);
  started.catch(() => initialized.delete(layer));
  return started;
}
