import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leaseOf, portalOfFile, requestStack } from '../testing/index.ts';
import { appendLog } from './appendLog.ts';
import { readLog } from './readLog.ts';

const runs = process.env.FLOWPORT_FUZZ_RUNS;
const fuzzRuns = runs === undefined ? { numRuns: 25, seed: 4 } : { numRuns: Number(runs) };

const { database, portal } = await portalOfFile();
let number = 0;

const unit = fc.constantFrom('a', '\n', '\0', 'ü', '€', '😀', '\ud83d', '\ude00', '\u001b[31m', '\\', "'", '\ufeff');
/** Some longer than a piece of 64 KiB. */
const text = fc
  .tuple(
    fc.string({ unit, maxLength: 30 }),
    fc.oneof(fc.constant(1), fc.constant(1), fc.integer({ max: 6000, min: 1 })),
  )
  .map(([part, times]) => part.repeat(times));

const stored = (written: string) => written.replaceAll('\0', '\ufffd').toWellFormed();

async function readAll(runId: string, from: number, bytesMax: () => number): Promise<string> {
  let read = '';
  for (let offset = from; ; ) {
    const page = await readLog(database.db, { runId, offset, bytesMax: bytesMax() });
    if (page.chunks.length === 0) return read;
    for (const chunk of page.chunks) {
      expect(chunk.endOffset - chunk.offset).toBe(Buffer.byteLength(chunk.text));
      read += chunk.text;
    }
    expect(page.nextOffset).toBeGreaterThan(offset);
    offset = page.nextOffset;
  }
}

test('what is read from any place in any pages is what was written, however often each piece was sent', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(text, fc.integer({ min: 1, max: 3 })), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat(1_000_000), { maxLength: 4 }),
      async (pieces, pages, places) => {
        const { runId } = await requestStack(database.db, portal, number++);
        const lease = await leaseOf(database.db, runId);
        for (const [index, [piece, times]] of pieces.entries()) {
          const send = () =>
            appendLog(database.db, {
              runId,
              text: piece,
              at: new Date(),
              step: 'apply',
              layer: null,
              lease,
              sequence: index + 1,
            });
          await Promise.all(Array.from({ length: times }, send));
        }
        const whole = Buffer.from(pieces.map(([piece]) => stored(piece)).join(''));
        let turn = 0;
        const bytesMax = () => Math.max(pages[turn++ % pages.length] ?? 1, Math.ceil(whole.length / 40));
        expect(Buffer.from(await readAll(runId, 0, bytesMax)).equals(whole)).toBe(true);
        for (const place of places) {
          let from = place % (whole.length + 1);
          const read = Buffer.from(await readAll(runId, from, bytesMax));
          // From within a character on, the next one is the first.
          while (((whole[from] ?? 0) & 0xc0) === 0x80) from += 1;
          expect(read.equals(whole.subarray(from))).toBe(true);
        }
      },
    ),
    fuzzRuns,
  );
});

test('what many write at once is all there, each piece in one place and whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 12 }), async (texts) => {
      const { runId } = await requestStack(database.db, portal, number++);
      const lease = await leaseOf(database.db, runId);
      const places = await Promise.all(
        texts.map((piece) =>
          appendLog(database.db, { runId, text: piece, at: new Date(), step: null, layer: null, lease }),
        ),
      );
      const whole = Buffer.from(await readAll(runId, 0, () => 1_048_576));
      for (const [index, place] of places.entries()) {
        expect(whole.subarray(place?.offset, place?.endOffset).toString()).toBe(stored(texts[index] ?? ''));
      }
      const bytes = places.reduce((sum, place) => sum + (place ? place.endOffset - place.offset : 0), 0);
      expect(whole.length).toBe(bytes);
    }),
    fuzzRuns,
  );
});
