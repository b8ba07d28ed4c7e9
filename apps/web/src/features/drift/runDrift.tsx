'use client';

import type { RunView } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '#client/trpc.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { Link } from '#components/ui/link.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { runHref } from '#features/runs/runTabs.ts';
import { stackHref } from '#features/stacks/stackTabs.ts';
import { count } from '#format/words.ts';

/** Says of an update that it puts back what a look found, and which look that was. */
export function RunReconciles({ run }: { run: RunView }) {
  const trpc = useTRPC();
  const isUpdate = run.kind === 'update';
  const { data } = useQuery(trpc.drift.ofRun.queryOptions({ runId: run.id }, { enabled: isUpdate }));
  if (!isUpdate || !data?.reconciles) return null;
  return (
    <Callout tone="accent" title="This run puts back what was changed outside">
      It reconciles the drift that{' '}
      <Link
        href={runHref(data.reconciles.runId, 'plan')}
        className="rounded-sm text-accent-text underline hover:decoration-2"
      >
        the check of <RelativeTime at={data.reconciles.at} />
      </Link>{' '}
      found. No parameter changes; where the blueprint is newer than the last apply, the plan shows that too.
    </Callout>
  );
}

/** How a look for drift ended. */
export function DriftEnding({ run }: { run: RunView }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.drift.ofRun.queryOptions({ runId: run.id }));
  const found = run.counts ? run.counts.update + run.counts.delete + run.counts.replace : 0;
  const actions = (
    <>
      <LinkButton size="sm" href={runHref(run.id, 'plan')}>
        See the report
      </LinkButton>
      {data?.reconciledBy ? (
        <LinkButton size="sm" href={`/runs/${data.reconciledBy.runId}`}>
          To the run that puts it back
        </LinkButton>
      ) : (
        <LinkButton size="sm" href={`${stackHref(run.stack.id)}#drift`}>
          To the stack
        </LinkButton>
      )}
    </>
  );
  if (found === 0) {
    return (
      <Callout tone="ok" title="Nothing was changed outside" actions={actions}>
        What Flowport made of {run.stack.slug} is as the last apply left it.
      </Callout>
    );
  }
  return (
    <Callout tone="warn" title={`${count(found, 'resource')} changed outside of Flowport`} actions={actions}>
      This check changed nothing. On the page of the stack it can be put back, or acknowledged for a while.
    </Callout>
  );
}
