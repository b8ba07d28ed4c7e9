'use client';

import type { RunView } from '@flowport/domain';
import { Plug } from 'lucide-react';
import type { ReactNode } from 'react';
import { LinkButton } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { DriftEnding, RunReconciles } from '#features/drift/runDrift.tsx';
import { stackHref } from '#features/stacks/stackTabs.ts';
import { RunRestore } from '#features/state/runRestore.tsx';
import { RunData } from './runData.tsx';
import { RunLinks, TextWithRuns } from './runLinks.tsx';

/** What one has to know before anything else: how it ended, why it was paused, what it was asked for. */
export function RunOutcome({ run }: { run: RunView }) {
  return (
    <>
      <Ending run={run} />
      {run.pauseReason && run.status === 'awaiting_approval' ? (
        <Callout tone="warn" title="Paused: another approval is needed">
          {run.pauseReason}
        </Callout>
      ) : null}
      <RunLinks run={run} />
      <RunReconciles run={run} />
      <RunData run={run} />
      <RunRestore run={run} />
      {run.reason ? (
        <blockquote className="border-l-2 border-line-strong pl-3 text-sm whitespace-pre-wrap wrap-anywhere text-fg-muted">
          {run.reason}
        </blockquote>
      ) : null}
    </>
  );
}

function Ending({ run }: { run: RunView }): ReactNode {
  switch (run.status) {
    case 'failed':
      return (
        <Callout
          tone="bad"
          role="alert"
          title="The run failed"
          actions={
            failedToVerify(run) ? (
              <LinkButton size="sm" href={stackHref(run.stack.id)}>
                To the checks
              </LinkButton>
            ) : undefined
          }
        >
          <p className="whitespace-pre-wrap">{run.error ?? 'The log says how far it came.'}</p>
        </Callout>
      );
    case 'succeeded':
      return run.kind === 'destroy' ? (
        <Destroyed run={run} />
      ) : (
        <Callout
          tone="ok"
          title={`${run.stack.slug} is ready`}
          actions={
            <LinkButton size="sm" kind="primary" href={stackHref(run.stack.id, 'connection')}>
              <Plug aria-hidden />
              Connect
            </LinkButton>
          }
        >
          The plan has been applied and the stack was checked.
        </Callout>
      );
    case 'no_changes':
      if (run.kind === 'drift') return <DriftEnding run={run} />;
      return (
        <Callout tone="idle" title="There was nothing to do">
          What exists is already what was asked for.
        </Callout>
      );
    case 'discarded': {
      const last = run.history.at(-1);
      const verb = discardWords[last?.event ?? ''] ?? 'Discarded';
      return (
        <Callout tone="idle" title={last?.by ? `${verb} by ${last.by.name}` : verb}>
          {last?.reason ? (
            <p className="whitespace-pre-wrap">
              <TextWithRuns text={last.reason} />
            </p>
          ) : (
            'Nothing was changed.'
          )}
        </Callout>
      );
    }
    case 'expired':
      return (
        <Callout tone="idle" title="Nobody decided in time">
          Nothing was changed. Try it again; the plan is then made from how things are by then.
        </Callout>
      );
    case 'canceled': {
      // A run that had to be stopped ends with an entry of the worker; who wanted that, and why, stands before it.
      const asked = run.history.findLast(({ event }) => event === 'cancel');
      return (
        <Callout tone="idle" title={asked?.by ? `Canceled by ${asked.by.name}` : 'Canceled'}>
          {asked?.reason || 'The history says when, and the log how far it came.'}
        </Callout>
      );
    }
    case 'canceling':
      return (
        <Callout tone="warn" title={run.forcedAt ? 'Terraform is being killed' : 'Terraform is asked to stop'}>
          {run.forcedAt
            ? 'Then Flowport finds out what exists, so that nothing is lost.'
            : (run.forceBlockedBy ?? 'It finishes what it has in hand and saves its state. You can force it to end.')}
        </Callout>
      );
    case 'interrupted':
    case 'recovering':
      return (
        <Callout tone="warn" title="The worker of this run was lost">
          Another one takes over: it compares what was applied with the state, and goes on or asks.
        </Callout>
      );
    default:
      return null;
  }
}

const discardWords: Record<string, string> = { reject: 'Rejected', discard: 'Discarded', supersede: 'Replaced' };

/** What was applied is there, and a check says what is wrong with it. */
function failedToVerify(run: RunView): boolean {
  return run.steps.some(({ name, status }) => name === 'verify' && status === 'failed');
}

function Destroyed({ run }: { run: RunView }) {
  switch (run.data) {
    case 'retain':
      return (
        <Callout
          tone="ok"
          title={`The compute of ${run.stack.slug} is gone, its data is retained`}
          actions={
            <LinkButton size="sm" href={stackHref(run.stack.id)}>
              To the stack
            </LinkButton>
          }
        >
          The stack says what is left of it, and how to go on.
        </Callout>
      );
    case 'snapshot':
      return (
        <Callout tone="ok" title={`${run.stack.slug} is gone`}>
          What holds its data has been left in AWS, as listed below, and its name is free again.
        </Callout>
      );
    default:
      return (
        <Callout tone="ok" title={`${run.stack.slug} is gone`}>
          Everything that was in it has been deleted, and its name is free again.
        </Callout>
      );
  }
}
