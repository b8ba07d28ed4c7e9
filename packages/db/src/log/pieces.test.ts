import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutPiece, pieceBytesMax, splitIntoPieces } from './pieces.ts';

const text = fc.string({ unit: fc.constantFrom('a', '\n', 'ü', '€', '😀', '\u001b[31m'), maxLength: 400 });

test('pieces join to the text, touch each other, and are never longer than allowed', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 900 }), (part, times) => {
      const whole = part.repeat(times);
      const pieces = splitIntoPieces(whole);
      expect(pieces.map((piece) => piece.text).join('')).toBe(whole);
      let at = 0;
      for (const piece of pieces) {
        expect(piece.begin).toBe(at);
        expect(piece.end - piece.begin).toBe(Buffer.byteLength(piece.text));
        expect(piece.end - piece.begin).toBeLessThanOrEqual(pieceBytesMax);
        at = piece.end;
      }
      expect(at).toBe(Buffer.byteLength(whole));
    }),
    { numRuns: 50 },
  );
});

test('a cut is within its bounds, between characters, and gives at least one', () => {
  fc.assert(
    fc.property(text, fc.nat(500), fc.integer({ min: 1, max: 500 }), (whole, from, length) => {
      const bytes = Buffer.from(whole);
      const part = cutPiece({ begin: 0, end: bytes.length, text: whole }, from, from + length);
      if (!part) {
        expect(from).toBeGreaterThanOrEqual(bytes.length - 3);
        return;
      }
      expect(part.text).not.toBe('');
      expect(part.text).not.toContain('\ufffd');
      expect(bytes.toString('utf8', part.begin, part.end)).toBe(part.text);
      expect(part.begin).toBeGreaterThanOrEqual(from);
      expect(part.begin - from).toBeLessThan(4);
      expect([...part.text].length === 1 || part.end <= from + length).toBe(true);
    }),
  );
});
