import { defaultShouldDehydrateQuery, MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { failureFrom, isTransient } from './failure.ts';

/** Retries only what a retry may cure, and briefly: after that a person should see what is wrong. */
const retriesMax = 2;

/** A session that has ended while a page was open: to the sign-in, and back to this page. */
function onError(error: unknown) {
  if (typeof window === 'undefined' || failureFrom(error).code !== 'unauthenticated') return;
  window.location.assign(`/sign-in?next=${encodeURIComponent(window.location.pathname + window.location.search)}`);
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // What the server has just rendered need not be fetched again at hydration.
        staleTime: 10_000,
        // On the server a query is a call within the process: a retry would only keep the page waiting.
        retry: (failures, error) =>
          typeof window !== 'undefined' && failures < retriesMax && isTransient(failureFrom(error)),
      },
      mutations: { retry: false },
      dehydrate: { shouldDehydrateQuery: defaultShouldDehydrateQuery },
    },
  });
}
