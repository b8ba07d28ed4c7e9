import { expect, test } from 'vitest';
import { refusedChanges } from './changes.ts';
import { portForward } from './endpoint.ts';
import { presets } from './presets.ts';

const before = {
  ...presets.standard.parameters,
  endpoint: { ...portForward, mode: 'alb-cognito', domain: 'a.example.com', zoneId: 'Z0123456789' },
} as const;
const at = (kubernetesVersion: '1.34' | '1.35' | '1.36') => ({
  ...before,
  cluster: { ...before.cluster, kubernetesVersion },
});

test.each([
  ['database.storageGb', 'storage_shrinks', before, { ...before, database: { ...before.database, storageGb: 20 } }],
  ['cluster.kubernetesVersion', 'version_goes_back', before, at('1.34')],
  ['cluster.kubernetesVersion', 'version_skips', at('1.34'), at('1.36')],
  ['endpoint.mode', 'endpoint_closes', before, { ...before, endpoint: portForward }],
])('%s: %s', (path, rule, was, is) => {
  expect(refusedChanges(was, is, { hasCompute: true })).toEqual([
    { path, rule, message: expect.any(String), remedy: expect.any(String) },
  ]);
});

test('a stack that sleeps is woken before anything of it changes', () => {
  const asleep = { ...before, asleep: true };
  const bigger = { ...asleep, database: { ...before.database, storageGb: 80 } };
  expect(refusedChanges(asleep, bigger, { hasCompute: true })).toMatchObject([{ path: 'asleep', rule: 'asleep' }]);
  expect(refusedChanges(asleep, { ...bigger, asleep: false }, { hasCompute: true })).toEqual([]);
  const { tags, ...rest } = asleep;
  expect(refusedChanges(asleep, { tags, ...rest }, { hasCompute: true })).toEqual([]);
});

test('what is allowed is not refused', () => {
  expect(refusedChanges(at('1.34'), at('1.35'), { hasCompute: true })).toEqual([]);
  expect(refusedChanges({ ...before, endpoint: portForward }, before, { hasCompute: true })).toEqual([]);
});

test('without compute only the data bind', () => {
  const all = { ...at('1.34'), endpoint: portForward, database: { ...before.database, storageGb: 20 } };
  expect(refusedChanges(before, all, { hasCompute: false }).map(({ rule }) => rule)).toEqual(['storage_shrinks']);
});
