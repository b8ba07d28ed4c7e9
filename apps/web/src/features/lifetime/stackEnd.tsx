'use client';

import { isGone, type StackRow } from '@flowport/domain';
import { RelativeTime, useNow } from '#components/ui/time.tsx';

/** "Ends in 2 days", the exact time on hover, in lists. */
export function StackEnd({ stack: { status, expiresAt } }: { stack: Pick<StackRow, 'status' | 'expiresAt'> }) {
  const now = useNow();
  if (expiresAt === null || isGone(status) || status === 'requested') return null;
  return (
    <span className="block text-xs text-fg-muted">
      {new Date(expiresAt) > now ? 'Ends' : 'Ended'} <RelativeTime at={expiresAt} className="relative z-1" />
    </span>
  );
}
