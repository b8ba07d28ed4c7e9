import { randomBytes } from 'node:crypto';

/** A proxy's id is kept when it has a form that can go into a log and a header as it is. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get('x-request-id');
  return given !== null && /^[\w.-]{8,64}$/.test(given) ? given : `req_${randomBytes(10).toString('hex')}`;
}
