import { estimateCost, portForward, presets } from '@flowport/domain';
import { expect, test } from 'vitest';
import { dataChoiceWords, retainedCents } from './dataChoices.ts';

const { gpu, large } = presets;

test('what is retained costs what the foundation costs, and the compute is all the rest', () => {
  const withEverything = estimateCost({
    ...large.parameters,
    network: { ...large.parameters.network, interfaceEndpoints: true },
    cluster: { ...large.parameters.cluster, gpuNodes: gpu.parameters.cluster.gpuNodes },
    endpoint: { ...portForward, mode: 'alb-cognito' },
  });
  const compute = [
    'Kubernetes control plane',
    'System nodes',
    'Worker nodes',
    'Spot nodes',
    'GPU nodes',
    'Load balancer',
    'Secrets',
  ];
  const ofCompute = withEverything.components.filter(({ name }) => compute.includes(name));
  expect(ofCompute).toHaveLength(compute.length);
  expect(retainedCents(withEverything)).toBe(
    withEverything.floorCents - ofCompute.reduce((sum, { floorCents }) => sum + floorCents, 0),
  );
});

test('only a purge keeps nothing', () => {
  const cost = estimateCost(presets.small.parameters);
  const keeps = (['retain', 'snapshot', 'purge'] as const).map((choice) => dataChoiceWords(choice, cost).keeps);
  expect(keeps.map((words) => words === 'Nothing.')).toEqual([false, false, true]);
});
