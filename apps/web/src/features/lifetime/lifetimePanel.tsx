'use client';

import { isGone, type LifetimeView, type StackView } from '@flowport/domain';
import { useRef, useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { Button } from '#components/ui/button.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { formatExact } from '#format/time.ts';
import { ExtendDialog } from './extendDialog.tsx';
import { SleepSection } from './sleepSection.tsx';
import { useLifetime } from './useLifetime.ts';

/** When the stack ends, and when it sleeps. */
export function LifetimePanel({ stack }: { stack: StackView }) {
  const lifetime = useLifetime(stack.id);
  if (isGone(stack.status)) return null;
  return (
    <Panel aria-labelledby="lifetime-title">
      <PanelHeader id="lifetime-title" title="Lifetime" />
      <div className="border-t border-line">
        {lifetime.data ? (
          <KnownLifetime stack={stack} lifetime={lifetime.data} />
        ) : lifetime.error ? (
          <FailureNotice
            failure={failureFrom(lifetime.error)}
            doing="loading the lifetime"
            onRetry={() => void lifetime.refetch()}
            className="m-4"
          />
        ) : (
          <SkeletonRows rows={2} label="Loading the lifetime" />
        )}
      </div>
    </Panel>
  );
}

function KnownLifetime({ stack, lifetime }: { stack: StackView; lifetime: LifetimeView }) {
  const [isExtending, setExtending] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const isAskedFor = stack.status === 'requested';
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3">
        <div className="min-w-0 flex-1 basis-48 text-sm">
          <End lifetime={lifetime} />
        </div>
        {lifetime.may.change && !isAskedFor ? (
          <Button ref={button} size="sm" className="js-only" onClick={() => setExtending(true)}>
            {lifetime.expiresAt === null ? 'Set an end' : 'Extend'}
          </Button>
        ) : null}
      </div>
      {isAskedFor ? null : <SleepSection stack={stack} lifetime={lifetime} />}
      <ExtendDialog
        stack={stack}
        lifetime={lifetime}
        open={isExtending}
        onClose={() => setExtending(false)}
        focusFallback={button}
      />
    </>
  );
}

function End({ lifetime }: { lifetime: LifetimeView }) {
  const { expiresAt, wish, endsWithoutApproval } = lifetime;
  return (
    <>
      {expiresAt === null ? (
        <p>It has no end.</p>
      ) : (
        <>
          <p>
            Ends <RelativeTime at={expiresAt} className="font-medium" />
            <span className="text-fg-muted">, {formatExact(new Date(expiresAt))}.</span>
          </p>
          <p className="mt-0.5 text-xs text-pretty text-fg-muted">
            {endsWithoutApproval
              ? 'It is destroyed then without approval; the database leaves a final snapshot, artifacts stay.'
              : 'Its destruction is planned then, and waits for an approval.'}
          </p>
        </>
      )}
      {wish ? (
        <p className="mt-1.5 text-xs text-pretty text-fg-muted">
          {wish.askedBy.name} asked for {wish.expiresAt ? `${formatExact(new Date(wish.expiresAt))}` : 'no end'}, beyond
          what the target allows.{' '}
          {wish.runId === null ? 'Somebody has to decide on it.' : 'The approval of its first run grants it.'}
        </p>
      ) : null}
    </>
  );
}
