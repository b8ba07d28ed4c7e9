'use client';

import { RotateCw } from 'lucide-react';
import type { Failure } from '#client/failure.ts';
import { Button } from './button.tsx';
import { Callout } from './callout.tsx';
import { CopyText } from './copy.tsx';

type FailureNoticeProps = { failure: Failure; doing: string; onRetry?: () => void; className?: string };

/** @param doing completes "While …": what was being done when it failed. */
export function FailureNotice({ failure, doing, onRetry, className }: FailureNoticeProps) {
  return (
    <Callout
      tone="bad"
      role="alert"
      title={`${failure.title}, while ${doing}`}
      {...(className ? { className } : {})}
      actions={
        onRetry ? (
          <Button size="sm" onClick={onRetry}>
            <RotateCw aria-hidden />
            Try again
          </Button>
        ) : undefined
      }
    >
      <p>{failure.message}</p>
      {failure.requestId ? (
        <p className="mt-1 flex items-center gap-1 text-xs">
          Request id <CopyText text={failure.requestId} what="request id" />
        </p>
      ) : null}
    </Callout>
  );
}
