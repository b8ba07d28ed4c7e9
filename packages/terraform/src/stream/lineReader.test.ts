import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineReader } from './lineReader.ts';

type Seen = { line: string } | { piece: string; continues: boolean };

function read(chunks: readonly Buffer[], bytesMax?: number): Seen[] {
  const seen: Seen[] = [];
  const reader = new LineReader(
    { onLine: (line) => seen.push({ line }), onPiece: (piece, continues) => seen.push({ piece, continues }) },
    bytesMax,
  );
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return seen;
}

/** Any bytes, cut at any places. */
const cutBytes = fc
  .tuple(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(200), { maxLength: 10 }))
  .map(([bytes, cuts]) => ({ bytes: Buffer.from(bytes), chunks: cut(Buffer.from(bytes), cuts) }));

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...places].sort((a, b) => a - b);
  return [...sorted, bytes.length].map((end, index) => bytes.subarray(sorted[index - 1] ?? 0, end));
}

test('where the chunks are cut makes no difference', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat(400)), (parts, places) => {
      const text = parts.map((part) => part.replaceAll('\n', '').replaceAll('\r', '')).join('\n');
      const expected = text.split('\n').map((line) => ({ line }));
      if (expected.at(-1)?.line === '') expected.pop();
      expect(read(cut(Buffer.from(text), places))).toEqual(expected);
    }),
  );
});

test('arbitrary bytes never throw, and all of them are handed on', () => {
  fc.assert(
    fc.property(cutBytes, fc.integer({ min: 1, max: 50 }), ({ bytes, chunks }, bytesMax) => {
      const all = read(chunks, bytesMax)
        .map((seen) => ('line' in seen ? `${seen.line}\n` : `${seen.piece}${seen.continues ? '' : '\n'}`))
        .join('');
      const flat = (text: string) => text.replaceAll('\r', '').replace(/\n$/, '');
      expect(flat(all)).toBe(flat(bytes.toString('utf8')));
    }),
  );
});

test('no line is longer than the bound', () => {
  fc.assert(
    fc.property(cutBytes, fc.integer({ min: 1, max: 50 }), ({ chunks }, bytesMax) => {
      for (const seen of read(chunks, bytesMax)) {
        // Each invalid byte becomes a character of three bytes, so characters are what can be counted here.
        if ('line' in seen) expect(seen.line.length).toBeLessThanOrEqual(bytesMax);
      }
    }),
  );
});

test('a line of 20 MB is handed on in pieces while it arrives, and the next line is a line again', () => {
  const chunk = Buffer.from('ä'.repeat(32 * 1024));
  const seen = read([...Array.from({ length: 320 }, () => chunk), Buffer.from('\nnext\n')]);
  expect(seen.at(-1)).toEqual({ line: 'next' });
  expect(seen.at(-2)).toEqual({ piece: '', continues: false });
  const pieces = seen.flatMap((one) => ('piece' in one ? [one.piece] : []));
  expect(pieces.length).toBeGreaterThan(100);
  expect(pieces.join('')).toBe('ä'.repeat(32 * 1024 * 320));
});

test('a character that is split between pieces is whole', () => {
  const bytes = Buffer.from('aä€😀'.repeat(20));
  const chunks = Array.from(bytes, (_byte, index) => bytes.subarray(index, index + 1));
  const pieces = read(chunks, 5).flatMap((one) => ('piece' in one ? [one.piece] : []));
  expect(pieces.join('')).toBe('aä€😀'.repeat(20));
});

test('Windows line ends are line ends', () => {
  expect(read([Buffer.from('a\r\nb')])).toEqual([{ line: 'a' }, { line: 'b' }]);
});
