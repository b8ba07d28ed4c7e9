import { AppError } from '@flowport/domain';

/**
 * Refuses a call that changes something when it carries a cookie and does not come from the portal's own pages. A
 * browser adds the cookie whoever made it send the request; `Origin` (and `Sec-Fetch-Site`) it sets itself.
 * @throws AppError `forbidden`.
 */
export function requireSameOrigin(headers: Headers, origins: readonly string[]): void {
  const origin = headers.get('origin');
  if (origin === null ? headers.get('sec-fetch-site') === 'same-origin' : origins.includes(origin)) return;
  // The page itself was served under this very host, whatever address the settings name.
  if (origin !== null && URL.canParse(origin) && new URL(origin).host === headers.get('host')) return;
  throw new AppError(
    'forbidden',
    `A call with a session cookie must come from ${origins[0] ?? 'the portal'} itself. Programs send a token instead.`,
  );
}

/** Calls by these methods change nothing. */
export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}
