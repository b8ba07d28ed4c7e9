import type { Viewer } from '@flowport/domain';
import { serverFailure } from './failure.ts';
import type { PageQueries } from './queries.ts';

/** @returns null for somebody who is not signed in, or whose session has ended. */
export async function signedInViewer(queries: PageQueries): Promise<Viewer | null> {
  try {
    return await queries.client.fetchQuery(queries.trpc.viewer.get.queryOptions());
  } catch (error) {
    if (serverFailure(error, queries)?.code === 'unauthenticated') return null;
    throw error;
  }
}
