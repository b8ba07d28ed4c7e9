import { destroyedLayers, type Layer } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';
import { withArchive } from '../run/withArchive.ts';
import { synthesisOf } from '../steps/synth.ts';

/**
 * Keeps what is applied of a layer beside its state, so that somebody can go on with Terraform by hand when Flowport and
 * its database are gone (docs/break-glass.md). It holds no secret: what is synthesized never does. A destroy applies
 * nothing that would be of use then.
 */
export async function keepConfiguration(work: RunWork, layer: Layer): Promise<void> {
  if (work.run.kind === 'destroy') return;
  await withArchive(work, (archive) =>
    archive.putConfiguration(work.run.stack.slug, layer, synthesisOf(work).texts[layer]),
  );
}

/** Of layers that are gone nothing is kept. */
export async function removeConfigurations(work: RunWork): Promise<void> {
  if (work.run.kind !== 'destroy') return;
  const gone = destroyedLayers(work.run.data);
  await withArchive(work, (archive) =>
    Promise.all(gone.map((layer) => archive.removeConfiguration(work.run.stack.slug, layer))),
  );
}
