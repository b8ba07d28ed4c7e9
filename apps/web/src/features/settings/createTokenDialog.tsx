'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/controls.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Field } from '#components/ui/field.tsx';
import { useNow } from '#components/ui/time.tsx';
import { formatDate } from './dates.ts';
import { checkToken, expiryOf, type TokenDraft } from './tokenForm.ts';

export type NewToken = { name: string; token: string };

type CreateTokenDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onCreated: (token: NewToken) => void;
};

export function CreateTokenDialog({ open, onOpenChange, onCreated }: CreateTokenDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Create an API token"
      description="It may do what you may, until it expires or you revoke it."
    >
      <TokenForm onCancel={() => onOpenChange(false)} onCreated={onCreated} />
    </Dialog>
  );
}

/** Its own component, so that each opening of the dialog begins with an empty form. */
function TokenForm({ onCancel, onCreated }: { onCancel: () => void; onCreated: (token: NewToken) => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const now = useNow();
  const [draft, setDraft] = useState<TokenDraft>({ name: '', days: '90' });
  const [isSubmitted, setSubmitted] = useState(false);
  const [isNameLeft, setNameLeft] = useState(false);
  const create = useMutation(
    trpc.tokens.create.mutationOptions({
      onSuccess: (token) => {
        void queryClient.invalidateQueries({ queryKey: trpc.tokens.list.queryKey() });
        onCreated(token);
      },
    }),
  );
  const { input, problems } = checkToken(draft);
  const days = problems.days ? null : Number(draft.days);

  function submit(event: FormEvent) {
    event.preventDefault();
    setSubmitted(true);
    if (input) create.mutate(input);
    else document.getElementById(problems.name ? 'token-name' : 'token-days')?.focus();
  }

  return (
    <form noValidate onSubmit={submit} className="space-y-4">
      {create.error ? <FailureNotice failure={failureFrom(create.error)} doing="creating the token" /> : null}
      <Field
        id="token-name"
        label="Name"
        description="What uses it, so that you know later what a revocation breaks."
        problem={isSubmitted || isNameLeft ? problems.name : undefined}
      >
        {(aria) => (
          <Input
            {...aria}
            autoFocus
            name="name"
            value={draft.name}
            placeholder="nightly pipeline"
            autoComplete="off"
            required
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            onBlur={() => setNameLeft(draft.name !== '')}
          />
        )}
      </Field>
      <Field
        id="token-days"
        label="Valid for (days)"
        description="At most 365. A short life bounds what a lost token can do."
        problem={problems.days}
        hint={days === null ? undefined : `Expires on ${formatDate(expiryOf(days, now))}.`}
      >
        {(aria) => (
          <Input
            {...aria}
            name="days"
            inputMode="numeric"
            className="w-28 tabular-nums"
            value={draft.days}
            autoComplete="off"
            required
            onChange={(event) => setDraft({ ...draft, days: event.target.value })}
          />
        )}
      </Field>
      <div className="flex flex-wrap justify-end gap-2 pt-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" kind="primary" pending={create.isPending}>
          Create
        </Button>
      </div>
    </form>
  );
}
