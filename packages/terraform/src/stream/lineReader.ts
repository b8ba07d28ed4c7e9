import { StringDecoder } from 'node:string_decoder';

export type LineSink = {
  /** A whole line, without its line end. */
  onLine(text: string): void;
  /** A part of a line that is longer than the bound; `continues` is false at its last part. */
  onPiece(text: string, continues: boolean): void;
};

/**
 * Long enough for every message that Terraform writes (the largest are diagnostics, which quote a source line), short
 * enough to hold one per running process.
 */
const lineBytesMax = 1024 * 1024;

const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Cuts a stream of bytes into lines with bounded memory. Invariant: at most `bytesMax` bytes are held. A longer line is
 * handed on in pieces as it arrives, so that nothing is dropped and nobody waits for its end. UTF-8 sequences may be
 * split anywhere; invalid ones become U+FFFD.
 */
export class LineReader {
  readonly #sink: LineSink;
  readonly #bytesMax: number;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Set while inside a line that is longer than the bound. */
  #overflow: StringDecoder | undefined;

  constructor(sink: LineSink, bytesMax: number = lineBytesMax) {
    this.#sink = sink;
    this.#bytesMax = bytesMax;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#take(chunk.subarray(start, end));
      this.#finishLine();
      start = end + 1;
    }
    if (start < chunk.length) this.#take(chunk.subarray(start));
  }

  /** Hands on what follows the last line end. */
  end(): void {
    if (this.#heldBytes > 0 || this.#overflow !== undefined) this.#finishLine();
  }

  #take(bytes: Buffer): void {
    if (this.#overflow !== undefined) {
      const text = this.#overflow.write(bytes);
      if (text !== '') this.#sink.onPiece(text, true);
      return;
    }
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes <= this.#bytesMax) return;
    this.#overflow = new StringDecoder('utf8');
    const text = this.#overflow.write(this.#release());
    if (text !== '') this.#sink.onPiece(text, true);
  }

  #finishLine(): void {
    if (this.#overflow !== undefined) {
      const rest = this.#overflow.end();
      this.#overflow = undefined;
      this.#sink.onPiece(rest, false);
      return;
    }
    const line = this.#release();
    const length = line.at(-1) === carriageReturn ? line.length - 1 : line.length;
    this.#sink.onLine(line.toString('utf8', 0, length));
  }

  #release(): Buffer {
    const [only] = this.#held;
    const bytes = this.#held.length === 1 && only !== undefined ? only : Buffer.concat(this.#held, this.#heldBytes);
    this.#held = [];
    this.#heldBytes = 0;
    return bytes;
  }
}
