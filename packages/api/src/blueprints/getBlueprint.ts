import { estimateCost, presetNames, presets } from '@flowport/domain';
import { z } from 'zod';
import type { ActorContext } from '../context.ts';
import type { BlueprintView } from './view.ts';

/** The blueprint in force and its presets. */
export async function getBlueprint({ synthesizer }: ActorContext): Promise<BlueprintView> {
  const { id, version } = synthesizer.blueprint;
  return {
    id,
    version,
    presets: presetNames.map((name) => {
      const { title, summary, choices, parameters } = presets[name];
      return {
        name,
        title,
        summary,
        choices: {
          systemInstanceTypes: [...choices.systemInstanceTypes],
          workerInstanceTypes: [...choices.workerInstanceTypes],
          gpuInstanceTypes: [...choices.gpuInstanceTypes],
          databaseClasses: [...choices.databaseClasses],
        },
        parameters: z.json().parse(parameters),
        cost: estimateCost(parameters),
      };
    }),
  };
}
