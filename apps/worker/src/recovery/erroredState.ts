import { layers } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';
import { init } from '../steps/init.ts';
import type { Story } from './story.ts';

/**
 * Stores the states that Terraform could not store at the end of an apply and left in their directories. Where the bucket
 * holds a newer one by now it is refused, and the journal tells what is missing.
 */
export async function storeErroredStates(work: RunWork, story: Story): Promise<void> {
  const { workdir } = work.folder;
  for (const layer of layers) {
    if ((await workdir.readErroredState(layer)) === null) continue;
    await init(work, layer);
    const session = await work.terraform(layer, { purpose: 'apply', log: work.log.of('apply', layer) });
    try {
      await session.pushState(workdir.erroredStateFile(layer));
      await story.tell(`The state of ${layer} that could not be stored before was stored now.`);
    } catch (error) {
      if (work.signal.aborted) throw error;
      work.context.logger.warn({ err: error, runId: work.run.id, layer }, 'a state that was left behind is not stored');
      await story.tell(`The state of ${layer} that was left behind is older than the stored one, and is not needed.`);
    }
    await workdir.removeErroredState(layer);
  }
}
