import type { Layer, StackOutputs } from '@flowport/domain';
import { Lazy, TerraformOutput } from 'cdktf';
import type { LayerStack } from './LayerStack.ts';

/** Declares what a layer hands to the connection pack, under the very names of the domain's output schema. */
export function declareOutputs<L extends Layer>(stack: LayerStack<L>, outputs: StackOutputs[L]): void {
  for (const [name, value] of Object.entries(outputs)) {
    new TerraformOutput(stack, `output.${name}`, { value: withNulls(value) });
  }
}

/** Terraform knows null, and CDKTF stumbles over it in an output before it resolves what is in there. */
function withNulls(value: unknown): unknown {
  if (value === null) return Lazy.anyValue({ produce: () => null });
  if (Array.isArray(value)) return value.map(withNulls);
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withNulls(inner)]));
}
