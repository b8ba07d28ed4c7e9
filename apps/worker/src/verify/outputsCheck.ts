import type { StateFile } from '@flowport/aws';
import {
  type CheckResult,
  failed,
  type Layer,
  layers,
  outputSchemas,
  passed,
  type StackOutputs,
} from '@flowport/domain';
import type { LayerStates } from '../steps/readOutputs.ts';

const check = { name: 'outputs', title: 'Outputs' };

/** That each layer hands over what the connection pack is made of, in the agreed form. */
export function outputsCheck(states: LayerStates): CheckResult {
  const problems = layers.flatMap((layer) => problemsOf(layer, states[layer]));
  if (problems.length === 0) return passed(check, 'All that the connection pack needs is there.');
  return failed(
    check,
    problems.join('; '),
    'The blueprint and this version of Flowport do not fit together: update Flowport and request a change.',
  );
}

function problemsOf(layer: Layer, state: StateFile | undefined): string[] {
  const parsed = outputSchemas[layer].safeParse(outputValues(state));
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => `${layer}.${issue.path.join('.')}: ${issue.message}`);
}

/** @returns undefined where `outputsCheck` fails */
export function outputsOf(states: LayerStates): StackOutputs | undefined {
  const foundation = outputSchemas.foundation.safeParse(outputValues(states.foundation));
  const cluster = outputSchemas.cluster.safeParse(outputValues(states.cluster));
  const services = outputSchemas.services.safeParse(outputValues(states.services));
  if (!foundation.success || !cluster.success || !services.success) return undefined;
  return { foundation: foundation.data, cluster: cluster.data, services: services.data };
}

function outputValues(state: StateFile | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state?.outputs ?? {}).map(([name, output]) => [name, output.value]));
}
