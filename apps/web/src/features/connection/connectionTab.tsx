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

/** Everything a team needs to use a ready stack. */
export function ConnectionTab({ stack }: { stack: StackView }) {
  const trpc = useTRPC();
  const pack = useQuery(
    trpc.stacks.connection.queryOptions({ stackId: stack.id }, { enabled: stack.connectionAvailable }),
  );
  if (!stack.connectionAvailable) {
    return (
      <div className="rounded-lg border border-line">
        <EmptyState icon={PlugZap} title="Nothing to connect to yet">
          Endpoints, identities and a ready Metaflow configuration appear here when the stack has been applied and
          checked.
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
