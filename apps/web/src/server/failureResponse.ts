import { errorCodes } from '@flowport/domain';
import { appErrorOf } from './failure.ts';

/** A refusal as plain text, for downloads that a browser opens by itself. */
export function failureResponse(error: unknown): Response {
  const known = appErrorOf(error);
  if (!known) throw error;
  const { title, http } = errorCodes[known.code];
  return new Response(`${title}. ${known.publicMessage}\n`, {
    status: http,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
}
