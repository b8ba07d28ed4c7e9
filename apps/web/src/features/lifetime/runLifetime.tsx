'use client';

import type { RunView } from '@flowport/domain';
import { Callout } from '#components/ui/callout.tsx';
import { formatExact } from '#format/time.ts';
import { lengthWords } from './lifetimeChoices.ts';
import { useLifetime } from './useLifetime.ts';

/** Of the run that makes a stack: that its approval grants a lifetime beyond the limit, so that nobody overlooks it. */
export function RunLifetime({ run }: { run: RunView }) {
  return run.kind === 'provision' && run.status === 'awaiting_approval' ? <Asked stackId={run.stack.id} /> : null;
}

function Asked({ stackId }: { stackId: string }) {
  const { data } = useLifetime(stackId);
  const wish = data?.wish;
  if (!wish || wish.runId === null) return null;
  const asked =
    wish.expiresAt === null ? 'no end' : lengthWords((Date.parse(wish.expiresAt) - Date.parse(wish.at)) / 3_600_000);
  const allowed = wish.limitHours === null ? '' : `, and the target allows ${lengthWords(wish.limitHours)}`;
  return (
    <Callout tone="warn" title={`Asks for a lifetime of ${asked}${allowed}`}>
      Approving the run grants it, counted from then.
      {data.expiresAt ? ` Otherwise the stack would end on ${formatExact(new Date(data.expiresAt))}.` : ''}
    </Callout>
  );
}
