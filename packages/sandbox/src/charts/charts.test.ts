import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chartContent } from './catalogue.ts';
import { manifestsOf } from './manifests.ts';
import { valuesOf } from './values.ts';

const release = (attributes: Record<string, unknown>) => ({
  attributes: { name: 'argo-workflows', namespace: 'argo', chart: 'argo-workflows', ...attributes },
});
const object = (kind: string, name: string) => ({ apiVersion: 'example.com/v1', kind, metadata: { name } });

it('values are merged as Helm does, null removes, and what is set by name goes last', () => {
  const values = ['a: {b: 1, c: 2}\nlist: [1]', 'a: {c: null, d: 3}\nlist: [2, 3]'];
  const set = [
    { name: 'a.b', value: '4' },
    { name: 'annotations.eks\\.amazonaws\\.com/role-arn', value: 'arn' },
    { name: 'flag', value: 'true' },
  ];
  expect(valuesOf(release({ values, set }))).toEqual({
    a: { b: 4, d: 3 },
    list: [2, 3],
    annotations: { 'eks.amazonaws.com/role-arn': 'arn' },
    flag: true,
  });
});

it('objects are found wherever the values carry them, as mappings or as text', () => {
  const values = [
    JSON.stringify({
      extraObjects: [object('A', 'one'), JSON.stringify(object('B', 'two'))],
      nested: { manifests: { x: object('C', 'three') } },
      notOne: { apiVersion: 'v1' },
    }),
  ];
  const found = manifestsOf(release({ values }));
  expect(found.map(({ kind, name, namespace }) => ({ kind, name, namespace }))).toEqual([
    { kind: 'A', name: 'one', namespace: 'argo' },
    { kind: 'B', name: 'two', namespace: 'argo' },
    { kind: 'C', name: 'three', namespace: 'argo' },
  ]);
});

it('a chart on this disk brings its plain manifests, and not what would have to be rendered', () => {
  const chart = mkdtempSync(join(tmpdir(), 'flowport-chart-'));
  mkdirSync(join(chart, 'templates'));
  writeFileSync(join(chart, 'templates', 'a.yaml'), JSON.stringify(object('A', 'plain')));
  writeFileSync(join(chart, 'templates', 'b.yaml'), 'kind: {{ .Values.kind }}');
  expect(manifestsOf(release({ chart })).map(({ name }) => name)).toEqual(['plain']);
  rmSync(chart, { recursive: true });
});

it('charts bring the names that their templates give', () => {
  const names = (attributes: Record<string, unknown>) => {
    const { workloads, services } = chartContent(release(attributes));
    return [...workloads, ...services].map(({ name }) => name);
  };
  expect(names({})).toEqual(['argo-workflows-workflow-controller', 'argo-workflows-server', 'argo-workflows-server']);
  expect(names({ values: ['fullnameOverride: argo'] })).toEqual([
    'argo-workflow-controller',
    'argo-server',
    'argo-server',
  ]);
  expect(names({ name: 'cluster-autoscaler', chart: 'cluster-autoscaler' })[0]).toBe(
    'cluster-autoscaler-aws-cluster-autoscaler',
  );
  expect(names({ chart: 'https://example.com/charts/unknown' })).toEqual([]);
});
