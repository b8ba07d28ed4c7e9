import { parseAnsi, type TextStyle } from './ansi.ts';
import type { LogLine } from './logBuffer.ts';

/** A line of a megabyte is shown up to here; a browser lays out no more of it in one go. */
export const lineCharactersMax = 8000;

export type ShownSpan = { text: string; style: TextStyle; hit: 'none' | 'hit' | 'current' };

type Range = { from: number; to: number; current: boolean };

/** What is shown of a line: its spans, cut where it is very long, with the hits of a search marked. */
export function lineSpans(line: LogLine, ranges: readonly Range[]): { spans: ShownSpan[]; hiddenCharacters: number } {
  const { spans } = parseAnsi(line.raw, line.start);
  const shown: ShownSpan[] = [];
  let position = 0;
  let hiddenCharacters = 0;
  for (const { text, style } of spans) {
    const room = Math.max(0, lineCharactersMax - position);
    hiddenCharacters += Math.max(0, text.length - room);
    const visible = text.slice(0, room);
    if (visible !== '') shown.push(...split(visible, position, style, ranges));
    position += text.length;
  }
  return { spans: shown, hiddenCharacters };
}

function split(text: string, start: number, style: TextStyle, ranges: readonly Range[]): ShownSpan[] {
  const pieces: ShownSpan[] = [];
  let at = 0;
  for (const range of ranges) {
    const from = Math.max(at, range.from - start);
    const to = Math.min(text.length, range.to - start);
    if (to <= from) continue;
    if (from > at) pieces.push({ text: text.slice(at, from), style, hit: 'none' });
    pieces.push({ text: text.slice(from, to), style, hit: range.current ? 'current' : 'hit' });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), style, hit: 'none' });
  return pieces;
}
