import { expect, test } from 'vitest';
import { masker } from '../secrets/masker.ts';
import { type LogPiece, runLog } from './runLog.ts';

function recording(failures = 0, secrets = masker(), beforeRefusal = async () => {}) {
  const pieces: LogPiece[] = [];
  let left = failures;
  const log = runLog({
    secrets,
    beforeRefusal,
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

test('a secret that the parts of a line split is hidden', async () => {
  const secrets = masker();
  secrets.learn(['hunter22hunter']);
  const { log, pieces } = recording(0, secrets);
  const [one, other] = [log.of('apply', 'foundation'), log.of('apply', 'cluster')];
  one.line('begin hunter', true);
  other.line('22hunter of another step', true);
  one.line('22hun', true);
  one.line('ter end');
  other.line('');
  await log.drain();
  const textOf = (layer: string) =>
    pieces
      .filter((piece) => piece.layer === layer)
      .map((piece) => piece.text)
      .join('');
  expect(textOf('foundation')).toBe('begin (hidden) end\n');
  expect(textOf('cluster')).toBe('22hunter of another step\n');
});

test('a refusal is written once that is known which it may quote', async () => {
  const secrets = masker();
  const { log, pieces } = recording(0, secrets, async () => secrets.learn(['made-a-moment-ago']));
  log.of('apply', 'foundation').line('Error: made-a-moment-ago is no password', false, 'refusal');
  await log.drain();
  expect(pieces.map((piece) => piece.text)).toEqual(['Error: (hidden) is no password\n']);
});

test('a log is full while megabytes of it are not written', async () => {
  const { log } = recording();
  const step = log.of('apply', 'foundation');
  for (let i = 0; i < 8; i++) step.line('x'.repeat(1_000_000));
  expect(log.isFull).toBe(false);
  step.line('x'.repeat(1_000_000));
  expect(log.isFull).toBe(true);
  await log.room();
  expect(log.isFull).toBe(false);
  await log.drain();
});
