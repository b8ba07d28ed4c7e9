/** One request to a host of the simulated world, and its answer. */
import type { QueryPair } from '../http/target.ts';

export type WorldRequest = {
  id: string;
  method: string;
  /** Lower case, without a port. */
  host: string;
  /** Decoded, beginning with `/`. */
  path: string;
  query: readonly QueryPair[];
  /** As sent, with its question mark; empty when there is none. */
  search: string;
  /** Lower-case names. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
  sourceIp: string;
};

export type WorldAnswer = { status: number; headers: Record<string, string>; body: string };

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): WorldAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export function textAnswer(status: number, body: string, type = 'text/plain; charset=utf-8'): WorldAnswer {
  return { status, headers: { 'content-type': type }, body };
}

/** What a real client would meet as a failed connection; over the sandbox's port it can only be an answer. */
type ConnectionFault = 'ENOTFOUND' | 'ECONNREFUSED' | 'ERR_TLS_CERT_ALTNAME_INVALID' | 'CERT_HAS_EXPIRED';

/** 421 with the code and sentence of the error that Node would have thrown. */
export function connectionFailed(code: ConnectionFault, message: string): WorldAnswer {
  return jsonAnswer(421, { code, message }, { 'x-sandbox-connection-error': code });
}
