'use client';

import type { RunStatus, RunView } from '@flowport/domain';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleStop, OctagonX, RotateCcw, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTRPC } from '#client/trpc.tsx';
import { RunVerb } from './runVerb.tsx';

/** What can be done with the run as it is; the table of transitions and the role of the viewer say what. */
export function RunActions({ run }: { run: RunView }) {
  return (
    <>
      {run.may.retry ? <RetryRun run={run} /> : null}
      {run.may.discard ? <DiscardPlan run={run} /> : null}
      {run.may.cancel ? <CancelRun run={run} /> : null}
      {run.may.force ? <ForceRun run={run} /> : null}
    </>
  );
}

function useSettled(runId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return (after: RunView) => {
    queryClient.setQueryData(trpc.runs.get.queryKey({ runId }), after);
    void queryClient.invalidateQueries({ queryKey: trpc.approvals.pathKey() });
    void queryClient.invalidateQueries({ queryKey: trpc.runs.list.pathKey() });
  };
}

/** What a cancellation does depends on how far the run is; it is said before one confirms. */
function cancelConsequence(status: RunStatus): string {
  switch (status) {
    case 'applying':
    case 'verifying':
    case 'recovering':
    case 'interrupted':
      return 'Terraform finishes the resources it is working on and saves its state. What exists by then stays, and the stack is marked as failed until another run repairs or destroys it.';
    case 'planning':
      return 'Planning stops. Nothing has been created, changed or deleted.';
    default:
      return 'The run ends at once. Nothing has been created, changed or deleted.';
  }
}

function CancelRun({ run }: { run: RunView }) {
  const cancel = useMutation(useTRPC().runs.cancel.mutationOptions({ onSuccess: useSettled(run.id) }));
  return (
    <RunVerb
      label="Cancel run"
      icon={<CircleStop aria-hidden />}
      title="Cancel this run?"
      consequence={cancelConsequence(run.status)}
      back="Let it run"
      doing="canceling the run"
      isDangerous
      ask={{ ...cancel, mutate: (reason) => cancel.mutate({ runId: run.id, reason }) }}
    />
  );
}

function DiscardPlan({ run }: { run: RunView }) {
  const discard = useMutation(useTRPC().runs.discard.mutationOptions({ onSuccess: useSettled(run.id) }));
  return (
    <RunVerb
      label="Discard plan"
      icon={<Trash2 aria-hidden />}
      title="Discard this plan?"
      consequence={
        run.pauseReason
          ? 'The run ends here. What it has applied so far stays, and the stack is marked as failed until another run repairs or destroys it.'
          : 'Nothing of it is carried out, and nobody has to decide on it any more.'
      }
      back="Keep it"
      doing="discarding the plan"
      isDangerous
      ask={{ ...discard, mutate: (reason) => discard.mutate({ runId: run.id, reason }) }}
    />
  );
}

function ForceRun({ run }: { run: RunView }) {
  const force = useMutation(useTRPC().runs.force.mutationOptions({ onSuccess: useSettled(run.id) }));
  return (
    <RunVerb
      label="Force to end"
      icon={<OctagonX aria-hidden />}
      title="Kill Terraform?"
      consequence="Terraform is killed in the middle of what it has in hand. Flowport then finds out what exists and takes over what the state has missed, which takes a while. Waiting is safer."
      back="Wait"
      doing="forcing the run to end"
      isDangerous
      ask={{ ...force, mutate: (reason) => force.mutate({ runId: run.id, reason }) }}
    />
  );
}

function RetryRun({ run }: { run: RunView }) {
  const router = useRouter();
  const retry = useMutation(
    useTRPC().runs.retry.mutationOptions({ onSuccess: ({ run: again }) => router.push(`/runs/${again.id}`) }),
  );
  return (
    <RunVerb
      label="Try again"
      icon={<RotateCcw aria-hidden />}
      title={`Try to ${run.kind === 'destroy' ? 'destroy' : 'change'} ${run.stack.slug} again?`}
      consequence="A new run wants what this one wanted, planned from how things are now. It needs an approval of its own."
      back="Not now"
      doing="trying the run again"
      isDangerous={false}
      ask={{ ...retry, mutate: (reason) => retry.mutate({ runId: run.id, reason }) }}
    />
  );
}
