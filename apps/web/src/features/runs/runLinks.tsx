'use client';

import type { RunLink, RunView } from '@flowport/domain';
import { Link } from '#components/ui/link.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { runKindLooks } from './runStatus.tsx';

/** The runs that this one has to do with, and until when it can be approved. */
export function RunLinks({ run }: { run: RunView }) {
  const { supersedes, retryOf, retriedBy, waitsFor, approvalExpiresAt } = run;
  // Who can't decide reads it in the sentence that says why the run waits.
  const awaits = run.status === 'awaiting_approval' && run.may.approve && approvalExpiresAt !== null;
  if (!supersedes && !retryOf && !retriedBy && !waitsFor && !awaits) return null;
  return (
    <ul aria-label="Related runs" className="space-y-1 text-sm text-fg-muted">
      {waitsFor ? (
        <li>
          It waits behind <To run={waitsFor} /> of this stack, and begins when that has ended, with what the stack has
          by then.
        </li>
      ) : null}
      {retryOf ? (
        <li>
          It tries <To run={retryOf} /> again.
        </li>
      ) : null}
      {retriedBy ? (
        <li>
          It was tried again by <To run={retriedBy} />.
        </li>
      ) : null}
      {supersedes ? (
        <li>
          It took the place of <To run={supersedes} />, which nobody had decided on.
        </li>
      ) : null}
      {awaits ? (
        <li>
          The plan expires <RelativeTime at={approvalExpiresAt} />.
        </li>
      ) : null}
    </ul>
  );
}

function To({ run }: { run: RunLink }) {
  return (
    <Link href={`/runs/${run.id}`} className="rounded-sm text-accent-text underline hover:decoration-2">
      the {runKindLooks[run.kind].label.toLowerCase()} run …{run.id.slice(-6)}
    </Link>
  );
}

/** A text in which runs are named by their id, each as a link. */
export function TextWithRuns({ text }: { text: string }) {
  return text.split(/(run_[0-9a-z]{26})/).map((part, index) =>
    part.startsWith('run_') && part.length === 30 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text stay in their order
      <Link key={index} href={`/runs/${part}`} className="rounded-sm text-accent-text underline hover:decoration-2">
        {part}
      </Link>
    ) : (
      part
    ),
  );
}
