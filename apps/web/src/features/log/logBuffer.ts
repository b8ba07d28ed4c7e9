import type { Layer, LogChunk, StepName } from '@flowport/domain';
import { parseAnsi, plainStyle, plainText, type TextStyle } from './ansi.ts';

export type LogLine = {
  /** Counted from 1 over the whole log, also when the first lines have been let go. */
  number: number;
  /** As it came, escape sequences included. */
  raw: string;
  start: TextStyle;
  at: string;
  step: StepName | null;
  layer: Layer | null;
};

/** Characters kept in the browser: some 400,000 lines of Terraform. What is older is let go; the download has all of it. */
const charactersMax = 48_000_000;

/** Let go at once, so that not every new line moves the whole list. */
const dropShare = 0.25;

/**
 * The log of a run as lines, grown chunk by chunk. A chunk may end within a line, within an escape sequence, and may come
 * twice after a broken connection: chunks are told apart by their byte offsets. The line that is still open is the last one.
 */
export class LogBuffer {
  readonly #charactersMax: number;
  #lines: LogLine[] = [];
  #endOffset = 0;
  #characters = 0;
  #dropped = 0;
  #isOpen = false;
  #next: TextStyle = plainStyle;

  constructor(options: { charactersMax?: number } = {}) {
    this.#charactersMax = options.charactersMax ?? charactersMax;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Where a reader goes on after a break, in bytes. */
  get endOffset(): number {
    return this.#endOffset;
  }

  /** How many lines at the beginning are no longer here. */
  get dropped(): number {
    return this.#dropped;
  }

  /** @returns false for a chunk that was here already. */
  append(chunk: LogChunk): boolean {
    if (chunk.endOffset <= this.#endOffset) return false;
    this.#endOffset = chunk.endOffset;
    this.#characters += chunk.text.length;
    const pieces = chunk.text.split('\n');
    const tail = pieces.pop() ?? '';
    for (const piece of pieces) {
      this.#extend(piece, chunk);
      this.#close();
    }
    if (tail !== '') this.#extend(tail, chunk);
    this.#trim();
    return true;
  }

  #extend(text: string, chunk: LogChunk) {
    const last = this.#lines.at(-1);
    if (this.#isOpen && last) {
      // A new object, so that whoever compares lines sees that this one has changed.
      this.#lines[this.#lines.length - 1] = { ...last, raw: last.raw + text };
      return;
    }
    const number = this.#dropped + this.#lines.length + 1;
    this.#lines.push({ number, raw: text, start: this.#next, at: chunk.at, step: chunk.step, layer: chunk.layer });
    this.#isOpen = true;
  }

  #close() {
    const last = this.#lines.at(-1);
    if (last) this.#next = parseAnsi(last.raw, last.start).end;
    this.#isOpen = false;
  }

  #trim() {
    if (this.#characters <= this.#charactersMax) return;
    const goal = this.#characters - this.#charactersMax * (1 - dropShare);
    let freed = 0;
    let count = 0;
    for (const line of this.#lines) {
      if (freed >= goal || count === this.#lines.length - 1) break;
      freed += line.raw.length + 1;
      count += 1;
    }
    this.#lines = this.#lines.slice(count);
    this.#dropped += count;
    this.#characters -= freed;
  }
}

export type LogHit = { number: number; from: number; to: number };

/** More hits help nobody and cost memory. */
const hitsMax = 5000;

/**
 * Where the words occur, whatever their case, in what is shown of each line. It goes on where it stopped: of a log that
 * grows only what is new is looked at, and the line that was the last one, which may have grown.
 */
export class LogSearch {
  #query = '';
  #hits: readonly LogHit[] = [];
  /** The first line that is not looked at yet, or not to its end. */
  #next = 1;

  /** @returns the hits in their order, named by the number of their line; the same array while nothing has changed. */
  find(lines: readonly LogLine[], query: string): readonly LogHit[] {
    if (query !== this.#query) {
      this.#query = query;
      this.#hits = [];
      this.#next = 1;
    }
    const [first] = lines;
    const last = lines.at(-1);
    if (query === '' || !first || !last) return this.#hits;
    const kept = this.#hits.filter((hit) => hit.number >= first.number && hit.number < this.#next);
    const found = [...kept, ...hitsIn(lines, Math.max(0, this.#next - first.number), query, hitsMax - kept.length)];
    this.#next = last.number;
    const isSame = found.length === this.#hits.length && found.every((hit, at) => isEqual(hit, this.#hits[at]));
    if (!isSame) this.#hits = found;
    return this.#hits;
  }
}

function isEqual(hit: LogHit, other: LogHit | undefined): boolean {
  return hit.number === other?.number && hit.from === other.from;
}

function hitsIn(lines: readonly LogLine[], from: number, query: string, max: number): LogHit[] {
  const needle = query.toLowerCase();
  const hits: LogHit[] = [];
  for (let index = from; index < lines.length && hits.length < max; index++) {
    const line = lines[index];
    if (!line) break;
    const text = plainText(line.raw).toLowerCase();
    for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) {
      hits.push({ number: line.number, from: at, to: at + needle.length });
      if (hits.length === max) break;
    }
  }
  return hits;
}
