import { defaultShouldDehydrateQuery, QueryClient } from '@tanstack/react-query';
import { failureFrom, isTransient } from './failure.ts';

/** Retries only what a retry may cure, and briefly: after that a person should see what is wrong. */
const retriesMax = 2;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // What the server has just rendered need not be fetched again at hydration.
        staleTime: 10_000,
        retry: (failures, error) => failures < retriesMax && isTransient(failureFrom(error)),
      },
      mutations: { retry: false },
      dehydrate: { shouldDehydrateQuery: defaultShouldDehydrateQuery },
    },
  });
}
