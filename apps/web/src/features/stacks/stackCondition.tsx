'use client';

import { layers, type StackView } from '@flowport/domain';
import { Hammer, RotateCw, Trash2 } from 'lucide-react';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { formatCents } from '#format/money.ts';
import { count, enumerate } from '#format/words.ts';
import { retainedCents } from './dataChoices.ts';
import { KeptList } from './keptList.tsx';
import { stackHref } from './stackTabs.ts';
import { useEmptyChange } from './useEmptyChange.ts';

/** What is not as it should be, or deliberately unusual, with the ways on. */
export function StackCondition({ stack }: { stack: StackView }) {
  if (stack.status === 'degraded') return <Degraded stack={stack} />;
  if (stack.status === 'retained') return <Retained stack={stack} />;
  if (stack.status === 'failed') return <Failed stack={stack} />;
  if (stack.status === 'destroyed' && stack.kept.length > 0) {
    return (
      <Callout tone="idle" title="What is left of it in AWS">
        <p className="mb-1.5">Flowport no longer manages it: who needs it no longer deletes it in AWS.</p>
        <KeptList kept={stack.kept} label="What is left" />
      </Callout>
    );
  }
  return null;
}

/** Stopped, canceled or failed in the middle: what is there, and the three ways on. */
function Failed({ stack }: { stack: StackView }) {
  const made = layers.reduce((sum, layer) => sum + (stack.resources?.[layer] ?? 0), 0);
  return (
    <Callout
      tone="bad"
      title="Its last run did not come to its end"
      actions={
        <>
          <LinkButton size="sm" href={stackHref(stack.id, 'runs')}>
            To its runs
          </LinkButton>
          {made > 0 ? (
            <LinkButton size="sm" href={stackHref(stack.id, 'resources')}>
              What is there
            </LinkButton>
          ) : null}
        </>
      }
    >
      {made > 0
        ? `${count(made, 'resource')} of it ${made === 1 ? 'exists' : 'exist'}, and Flowport knows each. `
        : 'Nothing of it was recorded. '}
      Trying the run again, or a change, is planned from there; a destroy takes away what exists.
    </Callout>
  );
}

function Degraded({ stack }: { stack: StackView }) {
  const { ask, isPending, failure } = useEmptyChange(stack);
  const failing = stack.checks.filter(({ status }) => status === 'failed');
  const mayAsk = stack.may.change && stack.blockedBy === null;
  return (
    <>
      {failure ? <FailureNotice failure={failure} doing="asking for another check" /> : null}
      <Callout
        tone="warn"
        title={
          failing.length === 0
            ? 'What was applied has not been checked to the end'
            : `Applied, but ${count(failing.length, 'check')} failed: ${enumerate(failing.map(({ title }) => title))}`
        }
        actions={
          mayAsk ? (
            <Button
              size="sm"
              className="js-only"
              pending={isPending}
              onClick={() => ask('Check again, after a check had failed.')}
            >
              <RotateCw aria-hidden />
              Check again
            </Button>
          ) : undefined
        }
      >
        <p>
          {failing.length === 0
            ? 'The stack counts as ready only when every check has passed.'
            : 'Everything that was asked for exists, but the stack is not proven to work. The check below names the cause and what to do about it.'}{' '}
          Checking again is a change without a difference: where the plan finds nothing to do, the checks are made anew
          without an approval.
        </p>
      </Callout>
    </>
  );
}

function Retained({ stack }: { stack: StackView }) {
  const { ask, isPending, failure } = useEmptyChange(stack);
  const mayAsk = stack.may.change && stack.blockedBy === null;
  return (
    <>
      {failure ? <FailureNotice failure={failure} doing="asking for the compute" /> : null}
      <Callout
        tone="accent"
        title="The compute is destroyed, the data is retained"
        actions={
          mayAsk ? (
            <>
              <Button
                size="sm"
                kind="primary"
                className="js-only"
                pending={isPending}
                onClick={() => ask('Bring the compute back to the retained data.')}
              >
                <Hammer aria-hidden />
                Bring the compute back
              </Button>
              <LinkButton size="sm" href={stackHref(stack.id, 'danger')}>
                <Trash2 aria-hidden />
                Destroy the data too
              </LinkButton>
            </>
          ) : undefined
        }
      >
        <p>
          Flows cannot run, and nothing of theirs is lost. What is left costs about{' '}
          <span className="font-medium text-fg tabular-nums">{formatCents(retainedCents(stack.cost))}</span> a month and
          what is stored. Two ways lead on: a change plans cluster and services anew, on the same data; a destroy lets
          the data go too, with a snapshot or for good.
        </p>
        {stack.kept.length > 0 ? (
          <div className="mt-2">
            <KeptList kept={stack.kept} label="What is retained" />
          </div>
        ) : null}
      </Callout>
    </>
  );
}
