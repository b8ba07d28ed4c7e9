import { connectionFailure, type HostAnswer, type HostRequest } from '@flowport/aws';
import { AppError } from '@flowport/domain';
import { z } from 'zod';

/** How the stand-in says that a connection would have failed: Node's own code and sentence. */
const connectionErrorSchema = z.object({ code: z.string(), message: z.string() });
const connectionErrorHeader = 'x-sandbox-connection-error';

/**
 * Asks the hosts of stacks that stand in a sandbox. It answers for all of them at one address, below `/_world/https/HOST`,
 * as each would; certificates it judges itself.
 */
export function worldRequest(endpoint: string): HostRequest {
  return async (url, { method = 'GET', headers = {}, body, signal }) => {
    const { host, pathname, search } = new URL(url);
    const { host: _, ...sent } = headers;
    try {
      const response = await fetch(`${endpoint.replace(/\/$/, '')}/_world/https/${host}${pathname}${search}`, {
        method,
        headers: sent,
        ...(body === undefined ? {} : { body }),
        redirect: 'manual',
        signal,
      });
      const answer = {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        text: await response.text(),
      };
      throwConnectionError(url, answer);
      return answer;
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (signal.aborted) throw new AppError('canceled', `While asking ${url}: canceled.`, { cause: error });
      throw new AppError('unavailable', `While asking ${url}: the sandbox does not answer.`, { cause: error });
    }
  };
}

/** @throws AppError `unavailable` with the words of a connection that failed. */
function throwConnectionError(url: string, { headers, text }: HostAnswer): void {
  if (headers[connectionErrorHeader] === undefined) return;
  const { code, message } = connectionErrorSchema.parse(JSON.parse(text));
  throw connectionFailure(url, code, new Error(message));
}
