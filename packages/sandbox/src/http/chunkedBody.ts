/**
 * The `aws-chunked` body coding: `hex-size[;chunk-signature=…]\r\n data \r\n … 0[;chunk-signature=…]\r\n [trailers] \r\n`.
 *
 * An incremental, synchronous decoder: it is fed what the socket delivers, in pieces of any size, and hands on data
 * as soon as it is known to be data. Signatures of signed chunks are judged at the end of each chunk, so a receiver
 * must not publish what it got before `finish` has returned.
 */
import { createHash, type Hash } from 'node:crypto';
import { authError } from './authError.ts';
import { AwsError } from './awsError.ts';
import { type ChunkSigner, chunkSignature, sameText, sha256Hex, trailerSignature } from './signature.ts';

/** S3 refuses chunk headers and trailers that do not end; without a bound they would fill the memory. */
const LINE_BYTES_MAX = 16_384;

type ChunkedOptions = {
  /** Present when every chunk is signed. */
  signer?: ChunkSigner;
  accessKeyId: string;
  /** Whether trailing headers may follow the last chunk (`…-TRAILER`). */
  hasTrailer: boolean;
};

type State = 'size' | 'data' | 'dataEnd' | 'trailer' | 'done';

export class ChunkedDecoder {
  readonly trailers = new Map<string, string>();
  readonly #options: ChunkedOptions;
  #state: State = 'size';
  #pending: Buffer = Buffer.alloc(0);
  #left = 0;
  #isLast = false;
  #hash: Hash | undefined;
  #claimed = '';
  #previous: string;
  #trailerText = '';
  #trailerSignature: string | undefined;

  constructor(options: ChunkedOptions) {
    this.#options = options;
    this.#previous = options.signer?.seedSignature ?? '';
  }

  /** Decodes a piece of the body and returns the data in it. @throws AwsError on malformed or wrongly signed chunks */
  push(piece: Buffer): Buffer[] {
    const out: Buffer[] = [];
    let rest = this.#pending.length === 0 ? piece : Buffer.concat([this.#pending, piece]);
    this.#pending = Buffer.alloc(0);
    while (rest.length > 0) {
      if (this.#state === 'done') throw malformed('data after the last chunk');
      if (this.#state === 'data') {
        const data = rest.subarray(0, this.#left);
        this.#hash?.update(data);
        out.push(data);
        this.#left -= data.length;
        rest = rest.subarray(data.length);
        if (this.#left === 0) this.#state = 'dataEnd';
        continue;
      }
      const end = rest.indexOf('\r\n');
      if (end < 0) {
        if (rest.length > LINE_BYTES_MAX) throw malformed('a line of the chunk framing is too long');
        this.#pending = Buffer.from(rest);
        break;
      }
      this.#line(rest.subarray(0, end).toString('latin1'));
      rest = rest.subarray(end + 2);
    }
    return out;
  }

  /** Must be called at the end of the body. @throws AwsError IncompleteBody when the last chunk never came */
  finish(): void {
    // Clients leave out the empty line after the trailers now and then; what counts is that the last chunk came.
    const isComplete = this.#state === 'done' || (this.#state === 'trailer' && this.#pending.length === 0);
    if (!isComplete) {
      throw new AwsError('IncompleteBody', 400, 'The request body terminated unexpectedly');
    }
    if (this.#state !== 'done') this.#endTrailers();
  }

  #line(line: string): void {
    switch (this.#state) {
      case 'size':
        this.#startChunk(line);
        break;
      case 'dataEnd':
        if (line !== '') throw malformed('a chunk is longer than it says');
        this.#judgeChunk();
        this.#state = 'size';
        break;
      case 'trailer':
        if (line === '') this.#endTrailers();
        else this.#addTrailer(line);
        break;
      default:
        throw malformed('unexpected line');
    }
  }

  #startChunk(line: string): void {
    const match = /^([0-9a-fA-F]{1,13})(?:;chunk-signature=([0-9a-f]{64}))?\s*$/.exec(line);
    if (match === null) throw malformed('a chunk header is malformed');
    const [, size = '', signature = ''] = match;
    if (this.#options.signer !== undefined && signature === '') throw malformed('a chunk has no signature');
    this.#left = Number.parseInt(size, 16);
    this.#claimed = signature;
    this.#hash = this.#options.signer === undefined ? undefined : createHash('sha256');
    this.#isLast = this.#left === 0;
    if (!this.#isLast) {
      this.#state = 'data';
      return;
    }
    this.#judgeChunk();
    this.#state = 'trailer';
  }

  #judgeChunk(): void {
    const { signer } = this.#options;
    if (signer === undefined || this.#hash === undefined) return;
    const expected = chunkSignature(signer, this.#previous, this.#hash.digest('hex'));
    if (!sameText(expected, this.#claimed)) throw this.#badSignature();
    this.#previous = expected;
  }

  #addTrailer(line: string): void {
    if (!this.#options.hasTrailer) throw malformed('trailing headers were not announced');
    const colon = line.indexOf(':');
    if (colon <= 0) throw malformed('a trailing header is malformed');
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'x-amz-trailer-signature') {
      this.#trailerSignature = value;
      return;
    }
    this.#trailerText += `${name}:${value}\n`;
    if (this.#trailerText.length > LINE_BYTES_MAX) throw malformed('trailing headers are too long');
    this.trailers.set(name, value);
  }

  #endTrailers(): void {
    this.#state = 'done';
    const { signer, hasTrailer } = this.#options;
    if (signer === undefined || !hasTrailer || this.#trailerText === '') return;
    const expected = trailerSignature(signer, this.#previous, sha256Hex(this.#trailerText));
    if (!sameText(expected, this.#trailerSignature ?? '')) throw this.#badSignature();
  }

  #badSignature(): AwsError {
    return authError('s3', { kind: 'badSignature', accessKeyId: this.#options.accessKeyId });
  }
}

function malformed(what: string): AwsError {
  return new AwsError('InvalidRequest', 400, `The aws-chunked body is malformed: ${what}.`);
}
