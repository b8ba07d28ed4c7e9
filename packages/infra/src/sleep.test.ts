import { presetNames, presets } from '@flowport/domain';
import { expect, test } from 'vitest';
import { synthesize } from './metaflowEks.ts';
import { pick } from './rules/stackView.ts';
import { exampleInput } from './testing/inputs.ts';

test.each(presetNames)('falling asleep changes node groups of %s and nothing else', (preset) => {
  const awake = synthesize(exampleInput(preset));
  const asleep = synthesize(exampleInput(preset, { parameters: { asleep: true } }));
  expect(asleep.foundation).toEqual(awake.foundation);
  expect(asleep.services).toEqual(awake.services);
  expect(withoutGroups(asleep.cluster)).toEqual(withoutGroups(awake.cluster));
  for (const group of groupsOf(asleep.cluster)) {
    expect(group).toMatchObject({ scaling_config: { min_size: 0, desired_size: 0 } });
    expect(pick(group, 'lifecycle', 'ignore_changes')).toBeUndefined();
  }
});

test('a stack that is woken says how many nodes it has, since AWS refuses a minimum above their number', () => {
  const { systemNodes } = presets.standard.parameters.cluster;
  const woken = synthesize({ ...exampleInput('standard'), nodes: 'set' });
  const [first] = groupsOf(woken.cluster);
  expect(first).toMatchObject({ scaling_config: { min_size: systemNodes.min, desired_size: systemNodes.desired } });
  for (const group of groupsOf(woken.cluster)) expect(pick(group, 'lifecycle', 'ignore_changes')).toBeUndefined();
  expect(withoutGroups(woken.cluster)).toEqual(withoutGroups(synthesize(exampleInput('standard')).cluster));
});

function groupsOf(document: Record<string, unknown>): unknown[] {
  return Object.values(pick(document, 'resource', 'aws_eks_node_group') ?? {});
}

function withoutGroups(document: Record<string, unknown>): unknown {
  const { aws_eks_node_group: _groups, ...resource } = { ...Object(pick(document, 'resource')) };
  return { ...document, resource };
}
