import fc from 'fast-check';
import { expect, test } from 'vitest';
import { synthesize } from '../metaflowEks.ts';
import { stackParameters } from '../testing/arbitraries.ts';
import { exampleInput, longest } from '../testing/inputs.ts';
import { rules } from './index.ts';
import { viewStack } from './stackView.ts';

/** Each case is one synth and all rules, about 60 ms. */
const cases = 500;

const places = fc.constantFrom(
  longest,
  { slug: 'a1', region: 'us-gov-west-1' },
  { slug: 'my-aws-flows', region: 'us-east-1' },
);
/** A purge leaves neither backups nor snapshots, which is what it is for and what a rule forbids to everything else. */
const data = fc.constantFrom('keep' as const, 'release' as const);

test('the rules hold for any parameters that the form accepts', () => {
  fc.assert(
    fc.property(stackParameters, places, data, (parameters, place, protection) => {
      const input = { ...exampleInput(parameters.preset, { ...place, parameters }), data: protection };
      const stack = viewStack(synthesize(input));
      const broken = rules.flatMap(({ guarantee, violations }) =>
        violations(stack).map((violation) => `${guarantee}: ${violation}`),
      );
      expect(broken).toEqual([]);
    }),
    { numRuns: cases },
  );
}, 300_000);
