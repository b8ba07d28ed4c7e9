import { access } from 'node:fs/promises';
import type { Layer } from '@flowport/domain';
import { synthesisOf } from '../steps/synth.ts';
import type { RunWork } from './runWork.ts';

/**
 * Puts the directories of layers in place. On another machine than the one that planned, lock files and saved plans come
 * from the bucket, and the rest from synth.
 * @param which `missing` trusts what is here; `all` fetches anew.
 */
export async function placeLayers(
  work: RunWork,
  { which, layers }: { which: 'missing' | 'all'; layers: readonly Layer[] },
): Promise<void> {
  const { workdir, initialized } = work.folder;
  const { slug } = work.run.stack;
  const { texts } = synthesisOf(work);
  await Promise.all(
    layers.map(async (layer) => {
      if (which === 'all' || !(await isPresent(workdir.directory(layer)))) {
        const packed = await work.states.getPlan({ slug, runId: work.run.id, layer });
        if (packed) await workdir.unpack(layer, packed);
        initialized.delete(layer);
      }
      await workdir.writeLayer(layer, texts[layer]);
    }),
  );
}

async function isPresent(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
