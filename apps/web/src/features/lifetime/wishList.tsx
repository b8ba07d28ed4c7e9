'use client';

import type { LifetimeWish } from '@flowport/domain';
import { useMutation } from '@tanstack/react-query';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Link } from '#components/ui/link.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { formatExact } from '#format/time.ts';
import { lengthWords } from './lifetimeChoices.ts';
import { useLifetimeWishes, useReadAgain } from './useLifetime.ts';

/** Extensions beyond the limit of their target, which somebody has to decide on. Nothing where there is none. */
export function LifetimeWishes() {
  const wishes = useLifetimeWishes();
  if (wishes.error && !wishes.data) {
    return (
      <FailureNotice
        failure={failureFrom(wishes.error)}
        doing="listing longer lifetimes"
        onRetry={() => void wishes.refetch()}
      />
    );
  }
  const items = wishes.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="wishes-title">
      <h2 id="wishes-title" className="mb-2 text-sm font-semibold">
        Longer lifetimes
      </h2>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {items.map((wish) => (
          <WishRow key={wish.id} wish={wish} />
        ))}
      </ul>
    </section>
  );
}

function WishRow({ wish }: { wish: LifetimeWish }) {
  const trpc = useTRPC();
  const readAgain = useReadAgain(wish.stack.id);
  const decide = useMutation(trpc.lifetime.decide.mutationOptions({ onSuccess: readAgain }));
  const { stack, expiresAt, limitHours } = wish;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-72 text-sm">
        <p>
          <Link href={`/stacks/${stack.id}`} className="rounded-sm font-medium hover:text-accent-text hover:underline">
            {stack.slug}
          </Link>{' '}
          is to {expiresAt ? `end on ${formatExact(new Date(expiresAt))}` : 'have no end'}
        </p>
        <p className="mt-0.5 text-xs text-pretty text-fg-muted">
          Now it {stack.expiresAt ? `ends on ${formatExact(new Date(stack.expiresAt))}` : 'has no end'}
          {limitHours === null ? '' : `; the target allows ${lengthWords(limitHours)} from now`}. Asked for by{' '}
          {wish.askedBy.name} of {wish.team.name} <RelativeTime at={wish.at} />
          {wish.reason ? `: ${wish.reason}` : '.'}
        </p>
        {wish.refusal ? <p className="mt-0.5 text-xs text-fg-faint">{wish.refusal}</p> : null}
        {decide.error ? (
          <FailureNotice failure={failureFrom(decide.error)} doing="deciding on the lifetime" className="mt-2" />
        ) : null}
      </div>
      {wish.mayDecide ? (
        <div className="js-only flex gap-2">
          <Button
            size="sm"
            disabled={decide.isPending}
            onClick={() => decide.mutate({ wishId: wish.id, decision: 'rejected' })}
          >
            Decline
          </Button>
          <Button
            size="sm"
            kind="primary"
            pending={decide.isPending}
            onClick={() => decide.mutate({ wishId: wish.id, decision: 'approved' })}
          >
            Grant
          </Button>
        </div>
      ) : null}
    </li>
  );
}
