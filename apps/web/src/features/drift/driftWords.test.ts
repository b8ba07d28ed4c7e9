import type { DriftView } from '@flowport/domain';
import { expect, test } from 'vitest';
import { driftSentence, intervalWords } from './driftWords.ts';

const finding = (acknowledged: boolean) =>
  ({ acknowledgement: acknowledged ? { id: 'ack_1' } : null }) as DriftView['findings'][number];
const at = '2026-11-24T12:00:00.000Z';

test('what is open is told before what is acknowledged, and a look that found nothing is told from none', () => {
  const sentence = (
    findings: DriftView['findings'],
    checkedAt: string | null = at,
    checkRunId: string | null = 'run_1',
  ) => driftSentence({ findings, checkedAt, checkRunId });
  expect(sentence([finding(false), finding(true)])).toBe('1 resource changed outside of Flowport since the last apply');
  expect(sentence([finding(true), finding(true)])).toBe('2 changes outside, acknowledged');
  expect(sentence([])).toBe('Nothing was changed outside');
  expect(sentence([], at, null)).toBe('As the last apply left it');
  expect(sentence([], null, null)).toBe('Not checked yet');
});

test.each([
  [1, 'every hour'],
  [6, 'every 6 hours'],
  [24, 'every day'],
  [48, 'every 2 days'],
  [36, 'every 36 hours'],
])('%i hours are %s', (hours, words) => {
  expect(intervalWords(hours)).toBe(words);
});
