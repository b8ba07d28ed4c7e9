import { type EstimateView, estimateCost, type estimateInputSchema, presets } from '@flowport/domain';
import { z } from 'zod';
import type { ActorContext } from '../context.ts';
import { wantedParameters } from './parameters.ts';

/** What a stack would cost and consist of; nothing is stored. */
export async function estimateStack(
  { countResources }: ActorContext,
  input: z.output<typeof estimateInputSchema>,
): Promise<EstimateView> {
  const parameters = wantedParameters(presets[input.preset].parameters, input.parameters);
  return {
    cost: estimateCost(parameters),
    resources: countResources(parameters),
    parameters: z.json().parse(parameters),
  };
}
