'use client';

import { CircleAlert, LockKeyhole } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { Failure } from '#client/failure.ts';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { CopyText } from '#components/ui/copy.tsx';
import { Page } from './page.tsx';

type FailurePageProps = {
  failure: Failure;
  /** Completes "This happened while …". */
  doing: string;
  /** By default the page is asked for again. */
  onRetry?: () => void;
};

/** A page that could not be shown: what happened, why, what to do, and the id to name when asking for help. */
export function FailurePage({ failure, doing, onRetry }: FailurePageProps) {
  const router = useRouter();
  const Icon = failure.code === 'forbidden' ? LockKeyhole : CircleAlert;
  return (
    <Page crumbs={[{ label: failure.title }]} title={failure.title} width="narrow">
      <div role="alert" className="rounded-lg border border-line p-5">
        <div className="flex gap-3">
          <Icon aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
          <div className="min-w-0">
            <p className="font-medium">This happened while {doing}.</p>
            <p className="mt-1 text-fg-muted">{failure.message}</p>
            {failure.requestId ? (
              <p className="mt-3 flex items-center gap-1.5 text-xs text-fg-muted">
                Request id <CopyText text={failure.requestId} what="request id" />
              </p>
            ) : null}
            <div className="mt-4 flex flex-wrap gap-2">
              <Button className="js-only" onClick={onRetry ?? (() => router.refresh())}>
                Try again
              </Button>
              <LinkButton href="/stacks" kind="ghost">
                To the stacks
              </LinkButton>
            </div>
          </div>
        </div>
      </div>
    </Page>
  );
}
