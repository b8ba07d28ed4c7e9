'use client';

import { type StackParameters, type StackView, stackParametersSchema } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Page } from '#components/shell/page.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { SkeletonPanel } from '#components/ui/skeleton.tsx';
import { StackRoom } from '#features/runs/stackRoom.tsx';
import { stackHref } from '#features/stacks/stackTabs.ts';
import { ChangeForm } from './changeForm.tsx';

export function ChangeScreen({ stackId }: { stackId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.stacks.get.queryOptions({ stackId }));
  const stack = query.data;
  return (
    <Page
      crumbs={[
        { label: 'Stacks', href: '/stacks' },
        { label: stack?.slug ?? 'Stack', href: stackHref(stackId) },
        { label: 'Request a change' },
      ]}
      title={stack ? `Request a change of ${stack.slug}` : 'Request a change'}
      meta="Only what differs is sent. Terraform plans it, an approver decides, and exactly that plan is applied."
    >
      {stack ? <ChangeContent stack={stack} /> : null}
      {!stack && query.error ? (
        <FailureNotice
          failure={failureFrom(query.error)}
          doing="loading the stack"
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {query.isPending ? <SkeletonPanel label="Loading the stack" /> : null}
    </Page>
  );
}

function ChangeContent({ stack }: { stack: StackView }) {
  const parsed = stackParametersSchema.safeParse(stack.parameters);
  if (!stack.may.change && !stack.may.queue) {
    return (
      <Callout
        tone="warn"
        title="No change can be requested right now"
        actions={
          stack.activeRun ? (
            <LinkButton size="sm" href={`/runs/${stack.activeRun.id}`}>
              To the run
            </LinkButton>
          ) : undefined
        }
      >
        {stack.blockedBy ?? 'Your role may not change this stack.'}
      </Callout>
    );
  }
  // Parameters of an older blueprint may break today's rules; the form then starts from them and marks what is wrong.
  const parameters = parsed.success ? parsed.data : (stack.parameters as StackParameters);
  return (
    <>
      <StackRoom stack={stack} className="mb-4" />
      <ChangeForm key={stack.version} stack={stack} parameters={parameters} />
    </>
  );
}
