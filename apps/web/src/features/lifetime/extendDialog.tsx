'use client';

import { isBeyondLimit, type LifetimeView, type StackView } from '@flowport/domain';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type RefObject, useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { Select, Textarea } from '#components/ui/controls.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Field } from '#components/ui/field.tsx';
import { useNow } from '#components/ui/time.tsx';
import { formatExact } from '#format/time.ts';
import { extensionHours, lengthWords } from './lifetimeChoices.ts';
import { useReadAgain } from './useLifetime.ts';

type ExtendDialogProps = {
  stack: StackView;
  lifetime: LifetimeView;
  open: boolean;
  onClose: () => void;
  focusFallback: RefObject<HTMLElement | null>;
};

export function ExtendDialog({ stack, lifetime, open, onClose, focusFallback }: ExtendDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title={`Until when is ${stack.slug} needed?`}
      description="Its team is warned two days, two hours and half an hour before."
      focusFallback={focusFallback}
    >
      <ExtendForm stackId={stack.id} limitHours={lifetime.limitHours} onClose={onClose} />
    </Dialog>
  );
}

type ExtendFormProps = { stackId: string; limitHours: number | null; onClose: () => void };

/** Its own component, so that each opening of the dialog begins anew. */
function ExtendForm({ stackId, limitHours, onClose }: ExtendFormProps) {
  const trpc = useTRPC();
  const now = useNow();
  const readAgain = useReadAgain(stackId);
  const [length, setLength] = useState('168');
  const [reason, setReason] = useState('');
  const extend = useMutation(
    trpc.lifetime.extend.mutationOptions({
      onSuccess: async () => {
        await readAgain();
        onClose();
      },
    }),
  );
  const end = length === 'none' ? null : new Date(now.getTime() + Number(length) * 3_600_000);
  const isBeyond = isBeyondLimit(end, { lifetimeMaxHours: limitHours }, now);

  function submit(event: FormEvent) {
    event.preventDefault();
    extend.mutate({ stackId, expiresAt: end?.toISOString() ?? null, reason });
  }

  return (
    <form noValidate onSubmit={submit} className="space-y-4">
      {extend.error ? <FailureNotice failure={failureFrom(extend.error)} doing="setting the end" /> : null}
      <Field
        id="lifetime-length"
        label="From now"
        hint={end ? `It ends on ${formatExact(end)}.` : 'It stays until somebody destroys it.'}
      >
        {(aria) => (
          <Select {...aria} autoFocus value={length} onChange={(event) => setLength(event.target.value)}>
            {extensionHours.map((hours) => (
              <option key={hours} value={hours}>
                {lengthWords(hours)}
              </option>
            ))}
            <option value="none">No end</option>
          </Select>
        )}
      </Field>
      <Field id="lifetime-reason" label="Why?" optional>
        {(aria) => <Textarea {...aria} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      {isBeyond && limitHours !== null ? (
        <Callout tone="warn" title="Somebody has to approve it">
          The target allows {lengthWords(limitHours)} from now. Until it is approved, the stack ends as before.
        </Callout>
      ) : null}
      <div className="flex flex-wrap justify-end gap-2 pt-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" pending={extend.isPending}>
          {isBeyond ? 'Ask for it' : 'Set the end'}
        </Button>
      </div>
    </form>
  );
}
