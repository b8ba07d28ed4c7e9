'use client';

import type { RunStatus, RunView } from '@flowport/domain';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleStop } from 'lucide-react';
import { useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { Textarea } from '#components/ui/controls.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Field } from '#components/ui/field.tsx';

/** What a cancellation does depends on how far the run is; it is said before one confirms. */
function consequence(status: RunStatus): string {
  switch (status) {
    case 'applying':
    case 'verifying':
    case 'recovering':
    case 'interrupted':
      return 'Terraform is asked to stop after the resources it is working on. What exists by then stays, and the stack is marked as failed until another run repairs or destroys it.';
    case 'planning':
      return 'Planning stops. Nothing has been created, changed or deleted.';
    default:
      return 'The run ends at once. Nothing has been created, changed or deleted.';
  }
}

export function CancelRun({ run }: { run: RunView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asks, setAsks] = useState(false);
  const [reason, setReason] = useState('');
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onSuccess: (after) => {
        queryClient.setQueryData(trpc.runs.get.queryKey({ runId: run.id }), after);
        setAsks(false);
      },
    }),
  );
  return (
    <>
      <Button className="js-only" onClick={() => setAsks(true)}>
        <CircleStop aria-hidden />
        Cancel run
      </Button>
      <Dialog
        open={asks}
        onOpenChange={setAsks}
        title="Cancel this run?"
        description={consequence(run.status)}
        footer={
          <>
            <Button onClick={() => setAsks(false)}>Let it run</Button>
            <Button kind="danger" pending={cancel.isPending} onClick={() => cancel.mutate({ runId: run.id, reason })}>
              Cancel run
            </Button>
          </>
        }
      >
        {cancel.error ? (
          <FailureNotice failure={failureFrom(cancel.error)} doing="canceling the run" className="mb-4" />
        ) : null}
        <Field id="cancel-reason" label="Reason" description="Kept in the history of the run." optional>
          {(aria) => (
            <Textarea {...aria} maxLength={4000} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
      </Dialog>
    </>
  );
}
