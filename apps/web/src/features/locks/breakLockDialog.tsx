'use client';

import type { StackView, StateLock } from '@flowport/domain';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { ConfirmSlugField } from '#components/ui/confirmSlugField.tsx';
import { Textarea } from '#components/ui/controls.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Field } from '#components/ui/field.tsx';
import { layerTitles } from '#features/runs/stepLabel.ts';
import { inSentence } from '#format/words.ts';

type BreakLockDialogProps = { stack: StackView; lock: StateLock; onClose: () => void };

const reasonCharactersMin = 3;

/** For a lock that is not proven to be free: names what may happen, and asks for the slug and a reason. */
export function BreakLockDialog({ stack, lock, onClose }: BreakLockDialogProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [confirmSlug, setConfirmSlug] = useState('');
  const [reason, setReason] = useState('');
  const queryKey = trpc.locks.list.queryKey({ stackId: stack.id });
  const release = useMutation(
    trpc.locks.release.mutationOptions({
      onSuccess: (list) => {
        client.setQueryData(queryKey, list);
        onClose();
      },
    }),
  );
  const { layer, lockId, token } = lock;
  const isConfirmed = confirmSlug === stack.slug && reason.trim().length >= reasonCharactersMin;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Break the lock of ${inSentence(layerTitles[layer])}?`}
      description={`Held by ${lock.who}, for ${lock.operation}.`}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            kind="danger"
            disabled={!isConfirmed}
            pending={release.isPending}
            onClick={() =>
              release.mutate({ stackId: stack.id, layer, lockId, token, breakGlass: { confirmSlug, reason } })
            }
          >
            Break the lock
          </Button>
        </>
      }
    >
      {release.error ? (
        <FailureNotice failure={failureFrom(release.error)} doing="breaking the lock" className="mb-4" />
      ) : null}
      <Callout tone="bad" title="It is not proven that nobody holds it">
        {lock.verdict === 'live'
          ? 'A worker of Flowport is at work with this state. Cancel its run instead; if the lock goes while it writes, two may write at once, and what one of them created is lost track of.'
          : 'If somebody is at work with Terraform, two may write the state at once, and what one of them created is lost track of. Ask the holder, and look whether their process is dead.'}
      </Callout>
      <Field
        id="break-reason"
        label="Reason"
        description="Stands in the audit log, with the evidence."
        className="mt-4"
      >
        {(aria) => (
          <Textarea {...aria} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      <ConfirmSlugField id="break-slug" slug={stack.slug} value={confirmSlug} onChange={setConfirmSlug} />
    </Dialog>
  );
}
