import { expect, test } from 'vitest';
import type { LayerDocuments } from '../input.ts';
import type { Rule } from '../rules/rule.ts';
import { viewStack } from '../rules/stackView.ts';
import { breakAt } from './break.ts';

/** What a tired person or a careless change could do: `[guarantee that must notice, path, value]`, as for `breakAt`. */
export type Mistake = [guarantee: string, path: string, value: unknown];

/** Declares a test for each mistake, and one which says that every rule has a mistake that breaks it. */
export function testMistakes(
  rules: readonly Rule[],
  mistakes: readonly { documents: LayerDocuments; mistakes: readonly Mistake[] }[],
): void {
  const cases = mistakes.flatMap(({ documents, mistakes: some }) =>
    some.map(([guarantee, path, value]) => ({ guarantee, path, value, documents })),
  );
  test.each(cases)('$guarantee: noticed when broken at $path', ({ guarantee, path, value, documents }) => {
    const rule = rules.find((candidate) => candidate.guarantee === guarantee);
    expect(rule?.violations(viewStack(documents))).toEqual([]);
    expect(rule?.violations(viewStack(breakAt(documents, path, value)))).not.toEqual([]);
  });
  test('every rule is broken at least once', () => {
    const broken = new Set(cases.map(({ guarantee }) => guarantee));
    expect(rules.map(({ guarantee }) => guarantee).filter((guarantee) => !broken.has(guarantee))).toEqual([]);
  });
}
