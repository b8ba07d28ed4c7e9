import type { StateFile } from '@flowport/aws';
import { type Layer, layers, outputSchemas } from '@flowport/domain';
import type { LayerStates } from '../steps/readOutputs.ts';
import { type CheckResult, failed, passed } from './check.ts';

const title = 'Outputs';

/** That each layer hands over what the connection pack is made of, in the agreed form. */
export function outputsCheck(states: LayerStates): CheckResult {
  const problems = layers.flatMap((layer) => problemsOf(layer, states[layer]));
  if (problems.length === 0) return passed('outputs', title, 'All that the connection pack needs is there.');
  return failed(
    'outputs',
    title,
    problems.join('; '),
    'The blueprint and this version of Flowport do not fit together: update Flowport and request a change.',
  );
}

function problemsOf(layer: Layer, state: StateFile | undefined): string[] {
  const parsed = outputSchemas[layer].safeParse(outputValues(state));
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => `${layer}.${issue.path.join('.')}: ${issue.message}`);
}

export function outputValues(state: StateFile | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state?.outputs ?? {}).map(([name, output]) => [name, output.value]));
}
