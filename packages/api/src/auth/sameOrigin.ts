import { AppError } from '@flowport/domain';

/**
 * Refuses a call that changes something when it carries a cookie and does not come from the portal's own pages. A
 * browser adds the cookie whoever made it send the request; `Origin` (and `Sec-Fetch-Site`) it sets itself.
 * @throws AppError `forbidden`.
 */
export function requireSameOrigin(headers: Headers, origins: readonly string[]): void {
  const origin = headers.get('origin');
  if (origin === null ? headers.get('sec-fetch-site') === 'same-origin' : origins.includes(origin)) return;
  if (originServed(headers) !== undefined) return;
  throw new AppError(
    'forbidden',
    `A call with a session cookie must come from ${origins[0] ?? 'the portal'} itself. Programs send a token instead.`,
  );
}

/**
 * The origin of a request from a page that this very host served, whatever address the settings name: somebody may type
 * localhost where they say 127.0.0.1. A page of another site cannot have it, since its own host is in `Origin`.
 */
export function originServed(headers: Headers): string | undefined {
  const origin = headers.get('origin');
  if (origin === null || !URL.canParse(origin)) return undefined;
  return new URL(origin).host === headers.get('host') ? origin : undefined;
}

/** Calls by these methods change nothing. */
export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}
