import { expect, test } from 'vitest';
import { type LogPiece, runLog } from './runLog.ts';

function recording(failures = 0) {
  const pieces: LogPiece[] = [];
  let left = failures;
  const log = runLog({
    signal: new AbortController().signal,
    onRetry: () => {},
    append: async (piece) => {
      if (left > 0 && pieces.length === 1) {
        left -= 1;
        throw new Error('the database is away');
      }
      pieces.push(piece);
    },
  });
  return { log, pieces };
}

test('lines of one step become one piece', async () => {
  const { log, pieces } = recording();
  const step = log.of('plan', 'foundation');
  step.line('one');
  step.line('two');
  await log.drain();
  expect(pieces).toEqual([{ step: 'plan', layer: 'foundation', text: 'one\ntwo\n' }]);
});

test('steps that run at the same time keep their own pieces and their order', async () => {
  const { log, pieces } = recording();
  log.of('plan', 'foundation').line('a');
  log.of('init', 'cluster').line('b');
  log.of('plan', 'foundation').line('c');
  await log.drain();
  expect(pieces.map((piece) => `${piece.layer}: ${piece.text}`)).toEqual([
    'foundation: a\n',
    'cluster: b\n',
    'foundation: c\n',
  ]);
});

test('a line in several parts ends once', async () => {
  const { log, pieces } = recording();
  const step = log.of(null, null);
  step.line('begin ', true);
  step.line('end');
  await log.drain();
  expect(pieces[0]?.text).toBe('begin end\n');
});

test('what was written before a failure is not written again', async () => {
  const { log, pieces } = recording(1);
  log.of('plan', 'foundation').line('a');
  log.of('init', 'cluster').line('b');
  await log.drain();
  expect(pieces.map((piece) => piece.text)).toEqual(['a\n', 'b\n']);
});
