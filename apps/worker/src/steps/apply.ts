import { AppError, type Layer } from '@flowport/domain';
import { TerraformFailure } from '@flowport/terraform';
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
    work.untold.mayBe = true;
    try {
      await session.apply({ planFile: work.folder.workdir.planFile(layer) });
      work.untold.mayBe = false;
    } catch (error) {
      if (await endedInOrder(work, layer, error)) work.untold.mayBe = false;
      throw error;
    } finally {
      progress.end();
      await work.journal.drain();
    }
  });
}

/** Whether Terraform has failed by itself, and has stored in its state all that it did before. */
async function endedInOrder(work: RunWork, layer: Layer, error: unknown): Promise<boolean> {
  if (!(error instanceof AppError) || !(error.cause instanceof TerraformFailure)) return false;
  return error.cause.exitCode !== null && (await work.folder.workdir.readErroredState(layer)) === null;
}
