/**
 * The body of a request, with its transfer form undone and its integrity judged.
 *
 * S3 bodies come in five forms, named by `x-amz-content-sha256`: a SHA-256 of the whole, unsigned, and `aws-chunked`
 * with signed or unsigned chunks, with or without trailing headers. All end here as a stream of plain bytes.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AwsError } from './awsError.ts';
import { ChunkedDecoder } from './chunkedBody.ts';
import { type ChunkSigner, sameText, UNSIGNED_PAYLOAD } from './signature.ts';

export type Payload = {
  /** Length of the plain bytes as declared; undefined when the request does not say. */
  declaredBytes?: number;
  /** The plain bytes. Throws AwsError at its end when they are not what was signed or declared. Read it once. */
  chunks(): AsyncGenerator<Buffer>;
  /** Trailing headers with lower-case names; complete when `chunks` has ended. */
  trailers: ReadonlyMap<string, string>;
};

type PayloadOptions = {
  /** Value of `x-amz-content-sha256`, or `UNSIGNED-PAYLOAD` for a presigned URL. */
  payloadHash: string;
  headers: ReadonlyMap<string, string>;
  signer: ChunkSigner | undefined;
  accessKeyId: string;
};

/** @throws AwsError when the form is unknown or a needed header is missing */
export function openPayload(req: IncomingMessage, options: PayloadOptions): Payload {
  const { payloadHash } = options;
  if (payloadHash.startsWith('STREAMING-')) return chunkedPayload(req, options);
  const declared = contentLength(options.headers.get('content-length'));
  return {
    ...(declared === undefined ? {} : { declaredBytes: declared }),
    chunks: () => plainChunks(req, payloadHash),
    trailers: new Map(),
  };
}

async function* plainChunks(req: IncomingMessage, payloadHash: string): AsyncGenerator<Buffer> {
  const hash = payloadHash === UNSIGNED_PAYLOAD ? undefined : createHash('sha256');
  for await (const chunk of bodyOf(req)) {
    hash?.update(chunk);
    yield chunk;
  }
  const digest = hash?.digest('hex');
  if (digest === undefined || sameText(digest, payloadHash)) return;
  throw new AwsError(
    'XAmzContentSHA256Mismatch',
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    { details: { ClientComputedContentSHA256: payloadHash, S3ComputedContentSHA256: digest } },
  );
}

const CHUNKED_FORMS: Readonly<Record<string, { isSigned: boolean; hasTrailer: boolean }>> = {
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { isSigned: true, hasTrailer: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { isSigned: true, hasTrailer: true },
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { isSigned: false, hasTrailer: true },
};

function chunkedPayload(req: IncomingMessage, options: PayloadOptions): Payload {
  const form = CHUNKED_FORMS[options.payloadHash];
  if (form === undefined) {
    throw new AwsError(
      'InvalidArgument',
      400,
      `x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a streaming form or a valid sha256 value.`,
      {
        details: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: options.payloadHash },
      },
    );
  }
  const declaredBytes = contentLength(options.headers.get('x-amz-decoded-content-length'));
  if (declaredBytes === undefined) {
    throw new AwsError('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.');
  }
  const decoder = new ChunkedDecoder({
    ...(form.isSigned && options.signer !== undefined ? { signer: options.signer } : {}),
    accessKeyId: options.accessKeyId,
    hasTrailer: form.hasTrailer,
  });
  async function* chunks(): AsyncGenerator<Buffer> {
    let total = 0;
    for await (const piece of bodyOf(req)) {
      for (const data of decoder.push(piece)) {
        total += data.length;
        yield data;
      }
    }
    decoder.finish();
    if (total !== declaredBytes) throw incompleteBody();
  }
  return { declaredBytes, chunks, trailers: decoder.trailers };
}

async function* bodyOf(req: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of req) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
  } catch (cause) {
    // The connection ended before the body did; nobody will read the answer, but nothing may be stored either.
    if (cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET') throw incompleteBody(cause);
    throw cause;
  }
}

function incompleteBody(cause?: unknown): AwsError {
  const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header';
  return new AwsError('IncompleteBody', 400, message, { cause });
}

function contentLength(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/**
 * Collects a small body.
 * @throws AwsError when it is longer than `bytesMax`
 */
export async function readAll(chunks: AsyncIterable<Buffer>, bytesMax: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > bytesMax) {
      throw new AwsError('RequestEntityTooLarge', 413, `The request body is longer than ${bytesMax} bytes.`);
    }
    pieces.push(chunk);
  }
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
}

/** The raw body of a request of a service other than S3, whose signature covers it. */
export function readBody(req: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return readAll(bodyOf(req), bytesMax);
}
