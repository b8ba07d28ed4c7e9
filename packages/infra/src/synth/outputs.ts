import type { Layer, StackOutputs } from '@flowport/domain';
import { TerraformOutput } from 'cdktf';
import type { LayerStack } from './LayerStack.ts';

/** Declares what a layer hands to the connection pack, under the very names of the domain's output schema. */
export function declareOutputs<L extends Layer>(stack: LayerStack<L>, outputs: StackOutputs[L]): void {
  for (const [name, value] of Object.entries(outputs)) new TerraformOutput(stack, `output.${name}`, { value });
}
