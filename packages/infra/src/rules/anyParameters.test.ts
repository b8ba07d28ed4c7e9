import fc from 'fast-check';
import { expect, test } from 'vitest';
import { synthesize } from '../metaflowEks.ts';
import { stackParameters } from '../testing/arbitraries.ts';
import { exampleInput, longest } from '../testing/inputs.ts';
import { rules } from './index.ts';
import { viewStack } from './stackView.ts';

/** Each case is one synth and all rules, about 50 ms. */
const cases = 100;

test('the rules hold for any parameters that the form accepts', () => {
  fc.assert(
    fc.property(stackParameters, (parameters) => {
      const stack = viewStack(synthesize(exampleInput(parameters.preset, { ...longest, parameters })));
      const broken = rules.flatMap(({ guarantee, violations }) =>
        violations(stack).map((violation) => `${guarantee}: ${violation}`),
      );
      expect(broken).toEqual([]);
    }),
    { numRuns: cases },
  );
}, 60_000);
