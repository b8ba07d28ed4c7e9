import { AppError } from '@flowport/domain';

/** The largest input, a stack with 40 tags and a long description, is below 20 KB. */
const bodyBytesMax = 100_000;

/**
 * Reads a body without ever holding more than the limit, and parses it as JSON.
 * @param whenEmpty what a request without a body means.
 * @throws AppError `payload_too_large`, or `invalid_input` when it is no JSON or not declared as such.
 */
export async function readJsonBody(request: Request, whenEmpty: unknown): Promise<unknown> {
  const text = await readText(request);
  if (text.trim() === '') return whenEmpty;
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw bodyError('content_type', `The body is declared as ${type ?? 'nothing'}.`, 'Send JSON as application/json.');
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's sentence quotes the body, so it says where to look and holds nothing that the sender does not know.
    const reason = cause instanceof Error ? cause.message : 'unreadable';
    throw bodyError('json', `The body is not JSON: ${reason}.`, 'Correct the JSON; mind quotes and commas.', cause);
  }
}

/**
 * The same request with its body read within the limit, for handlers that read it themselves.
 * @throws AppError `payload_too_large`, `invalid_input`.
 */
export async function withBoundedBody(request: Request): Promise<Request> {
  if (!request.body) return request;
  const { method, headers, url, signal } = request;
  return new Request(url, { method, headers, signal, body: await readText(request) });
}

async function readText(request: Request): Promise<string> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > bodyBytesMax) throw tooLarge();
  if (!request.body) return '';
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of request.body) {
    bytes += piece.byteLength;
    if (bytes > bodyBytesMax) throw tooLarge();
    pieces.push(piece);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
  } catch (cause) {
    throw bodyError('utf8', 'The body is not UTF-8.', 'Encode it as UTF-8.', cause);
  }
}

function tooLarge(): AppError {
  return new AppError('payload_too_large', `The body is larger than ${bodyBytesMax / 1000} KB. Send less at once.`, {
    issues: [
      {
        path: '',
        rule: 'body_size',
        message: `At most ${bodyBytesMax} bytes.`,
        remedy: 'Shorten the longest texts.',
      },
    ],
  });
}

function bodyError(rule: string, message: string, remedy: string, cause?: unknown): AppError {
  return new AppError('invalid_input', `While reading the request: ${message} ${remedy}`, {
    issues: [{ path: '', rule, message, remedy }],
    cause,
  });
}
