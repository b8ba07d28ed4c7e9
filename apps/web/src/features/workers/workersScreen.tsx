'use client';

import { useQuery } from '@tanstack/react-query';
import { Cpu } from 'lucide-react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Page } from '#components/shell/page.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { SkeletonPanel } from '#components/ui/skeleton.tsx';
import { WorkerCard } from './workerCard.tsx';

/** A worker reports every five seconds. */
const askMilliseconds = 5000;

export function WorkersScreen() {
  const trpc = useTRPC();
  const workers = useQuery(trpc.workers.list.queryOptions(undefined, { refetchInterval: askMilliseconds }));
  const items = workers.data?.items;
  return (
    <Page
      crumbs={[{ label: 'Workers' }]}
      title="Workers"
      meta="The processes that take runs from the queue, and what each is at. Those that ended or were lost stay here for a day."
    >
      {workers.error && !items ? (
        <FailureNotice
          failure={failureFrom(workers.error)}
          doing="listing the workers"
          onRetry={() => void workers.refetch()}
        />
      ) : null}
      {workers.isPending ? <SkeletonPanel label="Loading the workers" /> : null}
      {items && items.length > 0 ? (
        <ul className="space-y-4" aria-label="Workers">
          {items.map((worker) => (
            <li key={worker.id}>
              <WorkerCard worker={worker} />
            </li>
          ))}
        </ul>
      ) : null}
      {items?.length === 0 ? (
        <div className="rounded-lg border border-line">
          <EmptyState icon={Cpu} title="No worker is running">
            Runs wait in the queue until one is started: npm run worker, on this machine or another one.
          </EmptyState>
        </div>
      ) : null}
    </Page>
  );
}
