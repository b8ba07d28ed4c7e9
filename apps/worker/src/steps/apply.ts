import type { Layer } from '@flowport/domain';
import { progressReport } from '../progress/progressReport.ts';
import type { RunWork } from '../run/runWork.ts';
import { runStep } from './step.ts';

/**
 * Applies the saved plan in the layer's directory, journalling all that Terraform begins and finishes.
 * @param step `release` where the plan only releases what protects the layer from its end.
 */
export async function apply(work: RunWork, layer: Layer, step: 'apply' | 'release' = 'apply'): Promise<void> {
  await runStep(work, step, layer, async ({ log, report }) => {
    const progress = progressReport(report);
    const session = await work.terraform(layer, {
      purpose: 'apply',
      log,
      onEvent: (event) => {
        work.journal.record(layer, event);
        progress.see(event);
      },
    });
    try {
      await session.apply({ planFile: work.folder.workdir.planFile(layer) });
    } finally {
      progress.end();
      await work.journal.drain();
    }
  });
}
