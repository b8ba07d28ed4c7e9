import type { Layer } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';

/**
 * Puts what a layer's directory needs (configuration, lock file, saved plan), encrypted, beside the state, for whichever
 * machine will apply it. @returns where it lies.
 */
export async function keepPlan(work: RunWork, layer: Layer): Promise<string> {
  const place = { slug: work.run.stack.slug, runId: work.run.id, layer };
  const { key } = await work.states.putPlan(place, await work.folder.workdir.pack(layer));
  return key;
}
