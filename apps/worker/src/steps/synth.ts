import { type Layer, layers } from '@flowport/domain';
import { blueprint, type SynthInput, synthesize } from '@flowport/infra';
import { canonicalJson } from '../run/canonicalJson.ts';
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
  const key = canonicalJson({ blueprint, input });
  if (work.folder.synthesis?.key === key) return work.folder.synthesis;
  const documents = synthesize(input);
  const text = (layer: Layer) => `${JSON.stringify(documents[layer], null, 2)}\n`;
  const texts = { foundation: text('foundation'), cluster: text('cluster'), services: text('services') };
  work.folder.synthesis = { key, documents, texts };
  return work.folder.synthesis;
}

function synthInput({ run, stack, target }: RunWork): SynthInput {
  const { kmsKeyId, ...backend } = target.backend;
  return {
    slug: stack.slug,
    description: stack.description,
    parameters: run.parameters,
    target: {
      account: target.account,
      region: target.region,
      deployerRoleArn: target.deployerRoleArn,
      backend: { ...backend, ...(kmsKeyId === null ? {} : { kmsKeyId }) },
    },
    tags: { stackId: stack.id, team: stack.team.slug, owner: stack.owner.email },
  };
}
