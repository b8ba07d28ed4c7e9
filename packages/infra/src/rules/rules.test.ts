import { presetNames } from '@flowport/domain';
import { describe, expect, test } from 'vitest';
import { synthesize } from '../metaflowEks.ts';
import { exampleInput, longest } from '../testing/inputs.ts';
import { rules } from './index.ts';
import { viewStack } from './stackView.ts';

const stacks = presetNames.flatMap((preset) => [
  { title: preset, view: viewStack(synthesize(exampleInput(preset))) },
  { title: `${preset} under the longest names`, view: viewStack(synthesize(exampleInput(preset, longest))) },
]);

describe.each(stacks)('$title', ({ view }) => {
  test.each(rules)('$guarantee', ({ violations }) => {
    expect(violations(view)).toEqual([]);
  });
});
