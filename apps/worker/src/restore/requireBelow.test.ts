import type { RunRestore } from '@flowport/domain';
import { expect, test } from 'vitest';
import { requireBelow } from './requireBelow.ts';

const restore: RunRestore = { layer: 'cluster', versionId: 'v1', serial: 1, lineage: 'l', planned: null };

test('a layer that cannot be planned is not taken back, and the one below is named', () => {
  expect(() => requireBelow(restore, 'cluster')).toThrow('Take the layer below back first');
});

test('other layers, and other runs, may be shown as envelopes', () => {
  expect(() => requireBelow(restore, 'services')).not.toThrow();
  expect(() => requireBelow(null, 'cluster')).not.toThrow();
});
