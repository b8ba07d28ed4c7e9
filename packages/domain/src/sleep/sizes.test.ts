import { expect, test } from 'vitest';
import { type LayerPlan, noCounts, type PlanChange } from '../plan/plan.ts';
import { changesOnlySizes } from './sizes.ts';

const attribute = (path: string) => ({
  path,
  before: 2,
  after: 0,
  sensitive: false,
  unknown: false,
  forcesReplacement: false,
});
const resize: PlanChange = {
  address: 'aws_eks_node_group.system',
  type: 'aws_eks_node_group',
  name: 'system',
  provider: 'aws',
  action: 'update',
  importId: null,
  reason: null,
  marks: [],
  attributes: ['scaling_config[0].desired_size', 'scaling_config[0].min_size', 'taint'].map(attribute),
};
const plan = (changes: PlanChange[], other: Partial<LayerPlan> = {}): LayerPlan => ({
  layer: 'cluster',
  basis: 'exact',
  counts: { ...noCounts },
  changes,
  release: [],
  drift: [],
  outputsChanged: [],
  ...other,
});
const empty = plan([], { layer: 'foundation' });

test('sizes of node groups alone', () => {
  expect(changesOnlySizes([empty, plan([resize])])).toBe(true);
});

test.each<[string, LayerPlan[]]>([
  ['nothing at all', [empty]],
  ['another type', [plan([resize, { ...resize, type: 'aws_launch_template' }])]],
  ['another attribute', [plan([{ ...resize, attributes: [...resize.attributes, attribute('version')] }])]],
  ['an attribute that only begins alike', [plan([{ ...resize, attributes: [attribute('tainted')] }])]],
  ['an unknown change', [plan([{ ...resize, attributes: [] }])]],
  ['a replacement', [plan([{ ...resize, action: 'replace' }])]],
  ['a removal', [plan([resize, { ...resize, action: 'delete' }])]],
  ['an import', [plan([{ ...resize, importId: 'cluster:group' }])]],
  ['an output', [plan([resize], { outputsChanged: ['cluster_name'] })]],
  ['what could not be planned', [plan([resize]), plan([], { layer: 'services', basis: 'envelope' })]],
])('not %s', (_, plans) => {
  expect(changesOnlySizes(plans)).toBe(false);
});
