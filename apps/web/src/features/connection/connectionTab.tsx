'use client';

import type { StackView } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { PlugZap } from 'lucide-react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { SkeletonPanel } from '#components/ui/skeleton.tsx';
import { PackView } from './packView.tsx';

/** Outputs outlive the compute that they are about, where the data alone is retained. */
export function hasConnection({ connectionAvailable, status }: StackView): boolean {
  return connectionAvailable && status !== 'retained';
}

/** Everything a team needs to use a ready stack. */
export function ConnectionTab({ stack }: { stack: StackView }) {
  const trpc = useTRPC();
  const pack = useQuery(trpc.stacks.connection.queryOptions({ stackId: stack.id }, { enabled: hasConnection(stack) }));
  if (!hasConnection(stack)) {
    return (
      <div className="rounded-lg border border-line">
        <EmptyState
          icon={PlugZap}
          title={stack.status === 'retained' ? 'Nothing to connect to' : 'Nothing to connect to yet'}
        >
          {stack.status === 'retained'
            ? 'The compute of the stack is destroyed. Once it is brought back, its endpoints and configuration are here again.'
            : 'Endpoints, identities and a ready Metaflow configuration appear here when the stack has been applied and checked.'}
        </EmptyState>
      </div>
    );
  }
  if (pack.data) return <PackView stackId={stack.id} pack={pack.data} />;
  if (pack.error) {
    return (
      <FailureNotice
        failure={failureFrom(pack.error)}
        doing="reading the connection pack"
        onRetry={() => void pack.refetch()}
      />
    );
  }
  return <SkeletonPanel label="Loading the connection pack" />;
}
