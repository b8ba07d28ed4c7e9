import { expect, test } from 'vitest';
import { requireStates } from './requireStates.ts';

const state = { serial: 1 };
const none = { foundation: undefined, cluster: undefined, services: undefined };

test('a state that is gone though its resources are known is told, and not taken for a layer without any', () => {
  const states = { foundation: state, cluster: undefined, services: state };
  const known = { foundation: 30, cluster: 34, services: 41 };
  expect(() => requireStates(states, known)).toThrow(/state of the layer cluster is gone .* 34 resources/);
});

test('layers that were never made, or were destroyed, need no state', () => {
  expect(() => requireStates(none, null)).not.toThrow();
  expect(() => requireStates(none, { foundation: 0, cluster: 0, services: 0 })).not.toThrow();
  expect(() =>
    requireStates({ ...none, foundation: state }, { foundation: 30, cluster: 0, services: 0 }),
  ).not.toThrow();
});
