import { type Layer, layers } from '@flowport/domain';
import { blueprint, dataAddresses, type LayerDocuments, type SynthInput, synthesize } from '@flowport/infra';
import { canonicalJson } from '../run/canonicalJson.ts';
import { forgettingDocument } from '../run/forgettingDocument.ts';
import type { RunWork } from '../run/runWork.ts';
import type { Synthesis } from '../workdir/runFolders.ts';
import { runStep } from './step.ts';

/** Synthesizes all layers in this process and puts them into the run's directory. */
export async function synth(work: RunWork): Promise<Synthesis> {
  return runStep(work, 'synth', null, async ({ log }) => {
    const synthesis = synthesisOf(work);
    await Promise.all(layers.map((layer) => work.folder.workdir.writeLayer(layer, synthesis.texts[layer])));
    log.line(`${blueprint.id} ${blueprint.version} for ${work.run.stack.slug}`);
    return synthesis;
  });
}

/** The layers as they are synthesized now; what the folder remembers is used when it was made from the same. */
export function synthesisOf(work: RunWork): Synthesis {
  const input = synthInput(work);
  const { kind, data } = work.run;
  const key = canonicalJson({ blueprint, input, kind, data });
  if (work.folder.synthesis?.key === key) return work.folder.synthesis;
  const { documents, release } = documentsOf(work, input);
  const texts = {
    foundation: text(documents.foundation),
    cluster: text(documents.cluster),
    services: text(documents.services),
  };
  work.folder.synthesis = { key, documents, texts, release: release && text(release) };
  return work.folder.synthesis;
}

function text(document: LayerDocuments[Layer]): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** What the layers become, and what the foundation is before it goes: with its protection from deletion released. */
function documentsOf(
  { run }: RunWork,
  input: SynthInput,
): { documents: LayerDocuments; release: LayerDocuments[Layer] | null } {
  switch (run.data) {
    case null:
    case 'retain':
      return { documents: synthesize(input), release: null };
    case 'snapshot': {
      const released = synthesize({ ...input, data: 'release' });
      const foundation = forgettingDocument(released.foundation, dataAddresses);
      return { documents: { ...released, foundation }, release: released.foundation };
    }
    case 'purge': {
      const released = synthesize({ ...input, data: 'purge-release' });
      return { documents: released, release: released.foundation };
    }
  }
}

function synthInput({ run, stack, target }: RunWork): SynthInput {
  const { kmsKeyId, ...backend } = target.backend;
  return {
    slug: stack.slug,
    description: stack.description,
    parameters: run.parameters,
    ...(stack.asleepSince === null ? {} : { nodes: 'set' as const }),
    target: {
      account: target.account,
      region: target.region,
      deployerRoleArn: target.deployerRoleArn,
      backend: { ...backend, ...(kmsKeyId === null ? {} : { kmsKeyId }) },
    },
    tags: { stackId: stack.id, team: stack.team.slug, owner: stack.owner.email },
  };
}
