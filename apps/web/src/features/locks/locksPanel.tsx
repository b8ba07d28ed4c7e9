'use client';

import type { StackView, StateLock } from '@flowport/domain';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LockKeyhole, LockKeyholeOpen } from 'lucide-react';
import { useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { usePolling } from '#client/liveUpdates.tsx';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { CopyText } from '#components/ui/copy.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Link } from '#components/ui/link.tsx';
import { Fact, Facts, Panel, PanelHeader } from '#components/ui/panel.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { runKindLooks } from '#features/runs/runStatus.tsx';
import { layerTitles } from '#features/runs/stepLabel.ts';
import { BreakLockDialog } from './breakLockDialog.tsx';
import { verdictLooks } from './verdictLook.ts';

const pollMilliseconds = 5000;

/** Which locks lie on the stack's states, whose they are, and whether anybody still holds them. */
export function LocksPanel({ stack }: { stack: StackView }) {
  const trpc = useTRPC();
  const locks = useQuery(
    trpc.locks.list.queryOptions(
      { stackId: stack.id },
      { refetchInterval: usePolling(pollMilliseconds), retry: false },
    ),
  );
  const items = locks.data?.items;
  return (
    <Panel aria-labelledby="locks-title" className="overflow-hidden">
      <PanelHeader
        id="locks-title"
        title="Locks"
        note="Whoever lets Terraform write a state locks it meanwhile."
        actions={
          locks.data ? (
            <span className="text-xs text-fg-muted">
              looked <RelativeTime at={locks.data.lookedAt} />
            </span>
          ) : null
        }
      />
      <div className="border-t border-line">
        {locks.error ? (
          <FailureNotice
            failure={failureFrom(locks.error)}
            doing="looking for locks in the state bucket"
            onRetry={() => void locks.refetch()}
            className="m-4"
          />
        ) : !items ? (
          <SkeletonRows rows={1} label="Looking for locks" />
        ) : items.length === 0 ? (
          <p className="flex items-center gap-2 px-4 py-3 text-sm text-fg-muted">
            <LockKeyholeOpen aria-hidden className="size-4 text-ok" />
            No state is locked.
          </p>
        ) : (
          <ul aria-label="Locks" className="divide-y divide-line">
            {items.map((lock) => (
              <LockItem key={lock.lockId} stack={stack} lock={lock} />
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}

function LockItem({ stack, lock }: { stack: StackView; lock: StateLock }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [breaks, setBreaks] = useState(false);
  const queryKey = trpc.locks.list.queryKey({ stackId: stack.id });
  const release = useMutation(
    trpc.locks.release.mutationOptions({
      onSuccess: (list) => client.setQueryData(queryKey, list),
      onError: () => client.invalidateQueries({ queryKey }),
    }),
  );
  const { layer, lockId, token, verdict, evidence, run, workerId, may } = lock;
  const look = verdictLooks[verdict];
  return (
    <li className="space-y-3 p-4" aria-label={`Lock of ${layerTitles[layer]}`}>
      <div className="flex flex-wrap items-center gap-2">
        <LockKeyhole aria-hidden className="size-4 text-fg-muted" />
        <h3 className="text-sm font-semibold">{layerTitles[layer]}</h3>
        <Chip tone={look.tone} title={look.title}>
          {look.label}
        </Chip>
        <div className="ml-auto flex gap-2">
          {may.release ? (
            <Button
              size="sm"
              className="js-only"
              pending={release.isPending}
              onClick={() => release.mutate({ stackId: stack.id, layer, lockId, token })}
            >
              <LockKeyholeOpen aria-hidden />
              Unlock
            </Button>
          ) : null}
          {may.break ? (
            <Button size="sm" kind="dangerOutline" className="js-only" onClick={() => setBreaks(true)}>
              <LockKeyholeOpen aria-hidden />
              Break the lock
            </Button>
          ) : null}
        </div>
      </div>
      {release.error ? <FailureNotice failure={failureFrom(release.error)} doing="unlocking" /> : null}
      <ul className="list-disc space-y-1 pl-5 text-sm text-pretty">
        {evidence.map((sentence) => (
          <li key={sentence} className="wrap-anywhere">
            {sentence}
          </li>
        ))}
      </ul>
      <Facts>
        <Fact term="Held by">
          <CopyText text={lock.who} what="holder" />
        </Fact>
        <Fact term="For">{lock.operation}</Fact>
        <Fact term="Since">{lock.since ? <RelativeTime at={lock.since} /> : 'not told'}</Fact>
        <Fact term="Lock">
          <CopyText text={lockId} what="id of the lock" />
        </Fact>
        {run ? (
          <Fact term="Run">
            <Link href={`/runs/${run.id}`} className="text-accent-text hover:underline">
              {runKindLooks[run.kind].label}
            </Link>
          </Fact>
        ) : null}
        {workerId ? (
          <Fact term="Worker">
            <CopyText text={workerId} what="name of the worker" />
          </Fact>
        ) : null}
      </Facts>
      {breaks ? <BreakLockDialog stack={stack} lock={lock} onClose={() => setBreaks(false)} /> : null}
    </li>
  );
}
