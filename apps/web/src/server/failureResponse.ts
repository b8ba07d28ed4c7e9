import { errorCodes } from '@flowport/domain';
import { appErrorOf } from './failure.ts';

/** A refusal as plain text, for downloads that a browser opens by itself. */
export function failureResponse(error: unknown): Response {
  const known = appErrorOf(error);
  if (!known) throw error;
  return new Response(`${errorCodes[known.code].title}. ${known.publicMessage}\n`, {
    status: known.httpStatus,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
}
