import { AppError } from '@flowport/domain';
import { Agent, request } from 'undici';

export type HostRequestInit = {
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** The only certificate authority to trust, as PEM; without it, those of the machine. */
  ca?: string;
  signal: AbortSignal;
};

/** Header names are in lower case. */
export type HostAnswer = { status: number; headers: Readonly<Record<string, string>>; text: string };

/**
 * Asks a host of a stack over HTTPS. Redirects are not followed: where one points is what the caller wants to see.
 * @throws AppError `unavailable` when no answer came, saying why; `canceled`.
 */
export type HostRequest = (url: string, init: HostRequestInit) => Promise<HostAnswer>;

const connectMilliseconds = 10_000;
/** For the whole exchange; none of our questions is one that takes longer. */
const answerMilliseconds = 30_000;
/** Pages and lists that we look at are far smaller. */
const answerBytesMax = 8 * 1024 * 1024;

export const requestHost: HostRequest = async (url, { method = 'GET', headers = {}, body, ca, signal }) => {
  const dispatcher = new Agent({
    connect: { timeout: connectMilliseconds, ...(ca === undefined ? {} : { ca }) },
    maxResponseSize: answerBytesMax,
  });
  try {
    const answer = await request(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      dispatcher,
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMilliseconds)]),
    });
    return { status: answer.statusCode, headers: joined(answer.headers), text: await answer.body.text() };
  } catch (error) {
    if (signal.aborted) throw new AppError('canceled', `While asking ${url}: canceled.`, { cause: error });
    throw connectionFailure(url, codeOf(error), error);
  } finally {
    await dispatcher.destroy();
  }
};

/** What a failed connection means, by the code of Node's error. */
export function connectionFailure(url: string, code: string, cause: unknown): AppError {
  const { host } = new URL(url);
  const hint = hints.find(({ codes }) => codes.some((start) => code.startsWith(start)))?.hint ?? '';
  const said = cause instanceof Error ? cause.message : String(cause);
  return new AppError('unavailable', `${host} could not be reached (${code}: ${said}). ${hint}`.trim(), { cause });
}

const hints = [
  { codes: ['ENOTFOUND', 'EAI_AGAIN'], hint: 'No DNS record leads there, or it is not known everywhere yet.' },
  { codes: ['ERR_TLS_CERT_ALTNAME'], hint: 'The certificate is for other names.' },
  { codes: ['CERT_HAS_EXPIRED'], hint: 'The certificate has expired.' },
  { codes: ['UNABLE_TO_VERIFY', 'SELF_SIGNED', 'DEPTH_ZERO'], hint: 'The certificate is of an unknown authority.' },
  {
    codes: ['ECONNREFUSED', 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS', 'TimeoutError', 'EHOSTUNREACH'],
    hint: 'Nobody answers there, or this machine’s address is not among those that are let in.',
  },
];

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function joined(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().join(', ')]],
    ),
  );
}
