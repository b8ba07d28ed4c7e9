import { expect, test } from 'vitest';
import { outcomeInWords, overallOutcome } from './checkWords.ts';

const of = (...statuses: ('passed' | 'failed' | 'warning' | 'skipped')[]) => statuses.map((status) => ({ status }));

test('the worst check says how a target stands', () => {
  expect(overallOutcome(of('passed', 'failed', 'warning'))).toBe('failed');
  expect(overallOutcome(of('passed', 'warning'))).toBe('warning');
  expect(overallOutcome(of('passed', 'skipped'))).toBe('passed');
  expect(overallOutcome(of('skipped'))).toBe('unchecked');
  expect(overallOutcome([])).toBe('unchecked');
});

test('the outcome is told in words', () => {
  expect(outcomeInWords(of('passed', 'passed'))).toBe('2 passed');
  expect(outcomeInWords(of('failed', 'skipped'))).toBe('1 failed and 1 skipped');
  expect(outcomeInWords(of('warning', 'warning', 'passed'))).toBe('2 warnings and 1 passed');
  expect(outcomeInWords([])).toBe('nothing to check');
});
