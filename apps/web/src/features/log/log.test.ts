import type { LogChunk } from '@flowport/domain';
import { describe, expect, test } from 'vitest';
import { parseAnsi, plainStyle, plainText } from './ansi.ts';
import { lineCharactersMax, lineSpans } from './lineSpans.ts';
import { LogBuffer, LogSearch } from './logBuffer.ts';

const esc = '\u001b';

function chunk(offset: number, text: string): LogChunk {
  const endOffset = offset + new TextEncoder().encode(text).length;
  return { offset, endOffset, at: '2026-11-24T06:00:00.000Z', step: 'apply', layer: 'cluster', text };
}

/** The same text as chunks of this many characters each. */
function bufferOf(text: string, size = text.length || 1, options = {}): LogBuffer {
  const buffer = new LogBuffer(options);
  let offset = 0;
  for (let at = 0; at < text.length; at += size) {
    const piece = chunk(offset, text.slice(at, at + size));
    offset = piece.endOffset;
    buffer.append(piece);
  }
  return buffer;
}

const raws = (buffer: LogBuffer) => buffer.lines.map(({ raw }) => raw);

describe('a log that grows by chunks', () => {
  const text = `one\n${esc}[32mtwo\nthree${esc}[0m\n\nfour`;

  test.each([1, 2, 3, 5, 7, 100])('has the same lines whatever the size of the chunks (%i)', (size) => {
    const buffer = bufferOf(text, size);
    expect(raws(buffer)).toEqual(['one', `${esc}[32mtwo`, `three${esc}[0m`, '', 'four']);
    expect(buffer.lines.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(buffer.lines[2]?.start.colour).toBe(2);
    expect(buffer.lines[3]?.start).toEqual(plainStyle);
  });

  test('takes a chunk once, however often it comes', () => {
    const buffer = new LogBuffer();
    const first = chunk(0, 'a\nb');
    expect(buffer.append(first)).toBe(true);
    expect(buffer.append(first)).toBe(false);
    expect(raws(buffer)).toEqual(['a', 'b']);
  });

  test('goes on at the byte after the last chunk, not at the character', () => {
    expect(bufferOf('żółw 🚀\n').endOffset).toBe(13);
  });

  test('takes a line of two megabytes that arrives in pieces', () => {
    const buffer = bufferOf(`${'x'.repeat(2_000_000)}\nend`, 65_536);
    expect(buffer.lines.map(({ raw }) => raw.length)).toEqual([2_000_000, 3]);
  });

  test('lets go of its oldest lines when it is full, and keeps counting', () => {
    const text = Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n');
    const buffer = bufferOf(text, 50, { charactersMax: 300 });
    expect(buffer.dropped).toBeGreaterThan(0);
    expect(buffer.lines.at(-1)).toMatchObject({ number: 100, raw: 'line 99' });
    expect(buffer.lines[0]?.number).toBe(buffer.dropped + 1);
  });
});

describe('escape sequences', () => {
  test('colour the text between them', () => {
    const { spans, end } = parseAnsi(`a${esc}[1;31mb${esc}[0mc${esc}[94md`, plainStyle);
    expect(spans.map(({ text, style }) => [text, style.colour, style.bold])).toEqual([
      ['a', null, false],
      ['b', 1, true],
      ['c', null, false],
      ['d', 4, false],
    ]);
    expect(end.colour).toBe(4);
  });

  test('with more colours than a palette has leave the following parameters alone', () => {
    const { spans } = parseAnsi(`${esc}[38;5;196;1ma${esc}[38;2;1;2;3;4mb`, plainStyle);
    expect(spans.map(({ style }) => [style.bold, style.underline])).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  test('that move the cursor or name the window are left out', () => {
    expect(plainText(`${esc}[2K${esc}]0;title\u0007a${esc}[1Ab${esc}(Bc`)).toBe('abc');
  });

  test('never become anything but text', () => {
    const { spans } = parseAnsi('<script>alert(1)</script>', plainStyle);
    expect(spans).toEqual([{ text: '<script>alert(1)</script>', style: plainStyle }]);
  });

  test('of a progress bar leave its last state', () => {
    expect(plainText('10%\r50%\r100%\r')).toBe('100%');
  });
});

describe('a search', () => {
  const { lines } = bufferOf(`aws_vpc.main\n${esc}[31mError:${esc}[0m AWS_VPC and aws_vpc`);

  test('finds every place whatever its case, past colours', () => {
    expect(new LogSearch().find(lines, 'aws_vpc')).toEqual([
      { number: 1, from: 0, to: 7 },
      { number: 2, from: 7, to: 14 },
      { number: 2, from: 19, to: 26 },
    ]);
  });

  test('for nothing finds nothing', () => {
    expect(new LogSearch().find(lines, '')).toEqual([]);
  });

  test('of a log that grows finds what it finds in the whole, whatever was let go meanwhile', () => {
    const buffer = new LogBuffer({ charactersMax: 1500 });
    const search = new LogSearch();
    let offset = 0;
    for (let turn = 0; turn < 200; turn++) {
      const piece = chunk(offset, turn % 3 === 0 ? 'a hit' : ` and ${turn}\nhit hit\nnone`);
      offset = piece.endOffset;
      buffer.append(piece);
      const hits = search.find(buffer.lines, 'HIT');
      expect(hits).toEqual(new LogSearch().find(buffer.lines, 'HIT'));
      expect(search.find(buffer.lines, 'HIT')).toBe(hits);
    }
    expect(buffer.dropped).toBeGreaterThan(0);
    expect(search.find(buffer.lines, 'none').length).toBeGreaterThan(0);
  });

  test('of a million lines that has been done goes on without looking at them again', () => {
    const buffer = new LogBuffer({ charactersMax: Number.POSITIVE_INFINITY });
    const block = Array.from({ length: 10_000 }, (_, line) => `aws_vpc.main[${line}]: Still creating...\n`).join('');
    let offset = 0;
    const append = (text: string) => {
      const piece = chunk(offset, text);
      offset = piece.endOffset;
      buffer.append(piece);
    };
    for (let i = 0; i < 100; i++) append(block);
    expect(buffer.lines).toHaveLength(1_000_000);
    const search = new LogSearch();
    expect(search.find(buffer.lines, 'needle')).toEqual([]);
    const started = performance.now();
    for (let i = 0; i < 50; i++) {
      append(`a needle ${i}\n`);
      expect(search.find(buffer.lines, 'needle')).toHaveLength(i + 1);
    }
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('marks a hit that spans two colours in both', () => {
    const line = lines[1];
    if (!line) throw new Error('the line is missing');
    const { spans } = lineSpans(line, [{ from: 4, to: 10, current: true }]);
    expect(spans.map(({ text, hit }) => [text, hit])).toEqual([
      ['Erro', 'none'],
      ['r:', 'current'],
      [' AWS', 'current'],
      ['_VPC and aws_vpc', 'none'],
    ]);
  });
});

test('a line of a megabyte is shown in part, and says how much is not', () => {
  const [line] = bufferOf('y'.repeat(1_000_000)).lines;
  if (!line) throw new Error('the line is missing');
  const { spans, hiddenCharacters } = lineSpans(line, []);
  expect(spans.reduce((sum, { text }) => sum + text.length, 0)).toBe(lineCharactersMax);
  expect(hiddenCharacters).toBe(1_000_000 - lineCharactersMax);
});
