/** An HTTP request as the services look at it. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { parseTarget, type Target } from './target.ts';

export type HttpRequest = {
  /** Sent back with every answer; sixteen characters, as S3's. */
  id: string;
  method: string;
  target: Target;
  /** Lower-case names; the values of repeated headers joined by a comma, as signatures have them. */
  headers: ReadonlyMap<string, string>;
  sourceIp: string;
};

/** @throws AwsError InvalidURI */
export function readRequest(raw: IncomingMessage, id: string): HttpRequest {
  return {
    id,
    method: raw.method ?? 'GET',
    target: parseTarget(raw.url ?? '/'),
    headers: joinHeaders(raw.rawHeaders),
    sourceIp: raw.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '127.0.0.1',
  };
}

/** Header values are bytes; AWS reads them as UTF-8, Node gives them as Latin-1. */
function joinHeaders(rawHeaders: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = asUtf8((rawHeaders[index + 1] ?? '').trim());
    const known = headers.get(name);
    headers.set(name, known === undefined ? value : `${known},${value}`);
  }
  return headers;
}

function asUtf8(latin1: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is what is plain ASCII
  return /^[\x00-\x7f]*$/.test(latin1) ? latin1 : Buffer.from(latin1, 'latin1').toString('utf8');
}

export function newRequestId(): string {
  const alphabet = 'ABCDEFGHJKMNPQRSTVWXYZ0123456789';
  return [...randomBytes(16)].map((byte) => alphabet[byte & 31]).join('');
}
