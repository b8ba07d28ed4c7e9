import { estimateCost, portForward, presets } from '@flowport/domain';
import { expect, test } from 'vitest';
import { compareCosts, costDelta, deltaWords } from './compareCosts.ts';

const { parameters } = presets.standard;
const before = estimateCost(parameters);
const after = estimateCost({
  ...parameters,
  cluster: { ...parameters.cluster, workerNodes: null },
  endpoint: { ...portForward, mode: 'alb-cognito' },
});

test('what comes, goes and stays adds up to the difference of the whole', () => {
  const differences = compareCosts(before, after);
  const of = (name: string) => differences.find((difference) => difference.name === name);
  expect(of('Load balancer')?.before).toBeNull();
  expect(of('Worker nodes')?.after).toBeNull();
  expect(differences.at(-1)?.name).toBe('Worker nodes');
  for (const key of ['floorCents', 'ceilingCents'] as const) {
    const sum = differences.reduce((total, { before: was, after: is }) => total + costDelta(was, is)[key], 0);
    expect(sum).toBe(costDelta(before, after)[key]);
  }
});

test('a difference is told at both ends, once where they move alike', () => {
  expect(deltaWords({ floorCents: 0, ceilingCents: 0 })).toBeNull();
  expect(deltaWords({ floorCents: 2800, ceilingCents: 2800 })).toBe('+$28');
  expect(deltaWords({ floorCents: 0, ceilingCents: -148_200 })).toBe('$0 to −$1,482');
});
