import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../testing/fuzz.ts';
import { parseMessage } from './event.ts';
import { LineReader } from './lineReader.ts';
import { renderMessage, renderText } from './logLine.ts';

/** Small, so that lines are often longer. */
const bytesMax = 300;

type Read = { events: unknown[]; texts: string[]; log: string };

/** What a command does with what it reads, see command.ts. */
function readIn(chunks: readonly Uint8Array[]): Read {
  const read: Read = { events: [], texts: [], log: '' };
  const print = (text: string, continues: boolean) => {
    read.log += continues ? text : `${text}\n`;
  };
  const reader = new LineReader(
    {
      onLine: (line) => {
        const message = parseMessage(line);
        if (message === undefined) {
          read.texts.push(line);
          print(renderText(line, 'info').text, false);
          return;
        }
        read.events.push(message.event);
        for (const { text } of renderMessage(message)) print(text, false);
      },
      onPiece: (piece, continues) => print(renderText(piece, 'info', continues).text, continues),
    },
    bytesMax,
  );
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  reader.end();
  return read;
}

const message = fc
  .record({
    '@level': fc.constantFrom('info', 'warn', 'error', 7),
    '@message': fc.string({ unit: 'binary', maxLength: 60 }),
    type: fc.constantFrom('apply_complete', 'diagnostic', 'outputs', 'change_summary', '__proto__', 'x'),
    hook: fc.jsonValue({ maxDepth: 2 }),
    diagnostic: fc.record({
      severity: fc.constantFrom('error', 'warning', 'x'),
      summary: fc.string({ unit: 'grapheme', maxLength: 20 }),
      detail: fc.string({ unit: 'binary', maxLength: 40 }),
    }),
  })
  .map((value) => JSON.stringify(value));

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text));

const line = fc.oneof(
  message.map(bytesOf),
  fc.tuple(message, fc.nat(60)).map(([text, cut]) => bytesOf(text.slice(0, cut))),
  fc.uint8Array({ maxLength: 80 }),
  fc
    .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }), fc.integer({ min: 50, max: 400 }))
    .map(([text, times]) => bytesOf(text.repeat(times))),
  fc.constantFrom('\r', '\r\r', '', '{', '{"@message":"', '\ufeff{"@message":"x"}', '\u2028', '\0').map(bytesOf),
);

const stream = fc
  .array(line, { maxLength: 12 })
  .map((lines) => Buffer.concat(lines.flatMap((one, index) => (index === 0 ? [one] : [Buffer.from('\n'), one]))));

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  return [...sorted, bytes.length].map((end, index) => bytes.subarray(sorted[index - 1] ?? 0, end));
}

test('bytes of any kind, cut anywhere, are read as if they had come at once', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(5000), { maxLength: 12 }), (bytes, places) => {
      const whole = readIn([bytes]);
      expect(readIn(cut(bytes, places))).toEqual(whole);
      expect(readIn(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole);
    }),
    fuzzRuns(300),
  );
});

test('every line that is no message is told, and nothing is told twice', () => {
  fc.assert(
    fc.property(stream, (bytes) => {
      const lines: Buffer[] = [];
      let from = 0;
      for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
        lines.push(bytes.subarray(from, end));
        from = end + 1;
      }
      if (from < bytes.length) lines.push(bytes.subarray(from));
      const texts = lines
        .filter((one) => one.length <= bytesMax)
        .map((one) => one.toString('utf8').replace(/\r$/, ''))
        .filter((text) => parseMessage(text) === undefined);
      expect(readIn([bytes]).texts).toEqual(texts);
    }),
    fuzzRuns(300),
  );
});

test('no line of the log holds what could drive a terminal, but colours', () => {
  fc.assert(
    fc.property(stream, (bytes) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for here.
      const rest = readIn([bytes]).log.replace(/\u001b\[[\d;]*m/g, '');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for here.
      expect(rest).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    }),
    fuzzRuns(300),
  );
});
