'use client';

import type { StackView } from '@flowport/domain';
import { LinkButton } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { count } from '#format/words.ts';
import { openFindings } from './driftWords.ts';
import { useDrift } from './useDrift.ts';

/** First thing on the page of a stack that is not as Flowport left it, whatever else it is. */
export function DriftCallout({ stack }: { stack: StackView }) {
  const { data: drift } = useDrift(stack);
  if (!drift || drift.since === null) return null;
  const open = openFindings(drift).length;
  if (open === 0) return null;
  return (
    <Callout
      tone="warn"
      title={`${count(open, 'resource')} changed outside of Flowport`}
      actions={
        <LinkButton size="sm" href="#drift">
          See what changed
        </LinkButton>
      }
    >
      Noticed <RelativeTime at={drift.since} />. The next change of the stack puts it back, whether that is meant or
      not. Put it back now, acknowledge it for a while, or make it a change of the stack.
    </Callout>
  );
}
