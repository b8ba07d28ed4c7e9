'use client';

import type { BusyRun, StackView } from '@flowport/domain';
import { Callout } from '#components/ui/callout.tsx';
import { Link } from '#components/ui/link.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { runKindLooks, runStatusLooks } from './runStatus.tsx';

/** Before one asks for something: whose place it takes, or behind what it waits. */
export function StackRoom({ stack, className }: { stack: StackView; className?: string }) {
  const extra = className === undefined ? {} : { className };
  if (stack.replaces) {
    return (
      <Callout tone="warn" title="This takes the place of another request" {...extra}>
        <RunOf run={stack.replaces} /> has not been decided on, and is discarded once yours is sent.
      </Callout>
    );
  }
  if (stack.may.queue) {
    return (
      <Callout tone="accent" title="Another run works on the stack" {...extra}>
        {stack.blockedBy} What you ask for is queued behind it, and laid over what the stack has by then.
      </Callout>
    );
  }
  return null;
}

/** The runs that are queued behind the one that has the stack, in their order. */
export function WaitingRuns({ stack }: { stack: StackView }) {
  if (stack.waitingRuns.length === 0) return null;
  return (
    <section aria-label="Waiting runs" className="mb-4 rounded-md border border-line px-3 py-2.5 text-sm">
      <h2 className="font-medium">Queued behind it</h2>
      <ol className="mt-1 space-y-1 text-fg-muted">
        {stack.waitingRuns.map((run) => (
          <li key={run.id}>
            <RunOf run={run} /> <RelativeTime at={run.since} />
            {run.reason ? <span className="wrap-anywhere">: {run.reason}</span> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

function RunOf({ run }: { run: BusyRun }) {
  const status = runStatusLooks[run.status].label.toLowerCase();
  return (
    <Link href={`/runs/${run.id}`} className="rounded-sm text-accent-text underline hover:decoration-2">
      The {runKindLooks[run.kind].label.toLowerCase()} of {run.requestedBy.name} ({status})
    </Link>
  );
}
