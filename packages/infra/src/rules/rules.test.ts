import { presetNames } from '@flowport/domain';
import { describe, expect, test } from 'vitest';
import { synthesize } from '../metaflowEks.ts';
import { exampleInput, longest, publishedEndpoints } from '../testing/inputs.ts';
import { rules } from './index.ts';
import { viewStack } from './stackView.ts';

const inputs = presetNames.flatMap((preset) => [
  { title: preset, input: exampleInput(preset) },
  { title: `${preset} under the longest names`, input: exampleInput(preset, longest) },
  ...Object.entries(publishedEndpoints).map(([mode, endpoint]) => ({
    title: `${preset} behind ${mode}, for two teams`,
    input: exampleInput(preset, { parameters: { endpoint, teams: ['alpha', 'beta'] } }),
  })),
]);

describe.each(inputs)('$title', ({ input }) => {
  const view = viewStack(synthesize(input));
  test.each(rules)('$guarantee', ({ violations }) => {
    expect(violations(view)).toEqual([]);
  });
});
