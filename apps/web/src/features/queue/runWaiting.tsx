'use client';

import type { RunView } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { Hourglass } from 'lucide-react';
import { useTRPC } from '#client/trpc.tsx';
import { Callout } from '#components/ui/callout.tsx';

/** Places change with what happens to other runs, which the stream of changes does not tell of. */
const askMilliseconds = 3000;

/** Why a run does not go on, and where it stands in the queue. */
export function RunWaiting({ run }: { run: RunView }) {
  const trpc = useTRPC();
  const inQueue = run.waiting !== null && run.status !== 'awaiting_approval';
  // The page's own query, asked more often while the run is in the queue.
  useQuery(trpc.runs.get.queryOptions({ runId: run.id }, { enabled: inQueue, refetchInterval: askMilliseconds }));
  // Whoever is to decide is told so by the bar of the decision.
  if (!run.waiting || (run.status === 'awaiting_approval' && run.may.approve)) return null;
  const { position, of, sentence } = run.waiting;
  return (
    <Callout
      tone="idle"
      role="status"
      title={
        position === null || of === null ? (
          'Waiting'
        ) : (
          <span className="flex items-center gap-1.5 tabular-nums">
            <Hourglass aria-hidden className="size-3.5" />
            {of === 1 ? 'The only one in the queue' : `Number ${position} of ${of} in the queue`}
          </span>
        )
      }
    >
      {sentence}
    </Callout>
  );
}
