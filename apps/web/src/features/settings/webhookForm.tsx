'use client';

import { webhookUrlSchema } from '@flowport/domain';
import { type FormEvent, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/controls.tsx';
import { Field } from '#components/ui/field.tsx';

type WebhookFormProps = {
  teamSlug: string;
  url: string | null;
  mayChange: boolean;
  isPending: boolean;
  onSave: (url: string | null) => void;
  onRotate: () => void;
};

export function WebhookForm({ teamSlug, url, mayChange, isPending, onSave, onRotate }: WebhookFormProps) {
  const [draft, setDraft] = useState(url ?? '');
  const [isSubmitted, setSubmitted] = useState(false);
  const checked = webhookUrlSchema.safeParse(draft);
  const id = `webhook-${teamSlug}`;
  const problem = isSubmitted && !checked.success ? checked.error.issues[0]?.message : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    setSubmitted(true);
    if (checked.success) onSave(checked.data);
    else document.getElementById(id)?.focus();
  }

  return (
    <form noValidate onSubmit={submit} className="space-y-2">
      <Field
        id={id}
        label="Webhook"
        description="Each notification is posted there as JSON, signed as Standard Webhooks."
        problem={problem === undefined ? undefined : { message: problem }}
        optional
      >
        {(aria) => (
          <Input
            {...aria}
            type="url"
            value={draft}
            placeholder="https://hooks.example.com/flowport"
            autoComplete="off"
            spellCheck={false}
            disabled={!mayChange}
            onChange={(event) => setDraft(event.target.value)}
          />
        )}
      </Field>
      {mayChange ? (
        <div className="js-only flex flex-wrap gap-2">
          {draft !== (url ?? '') ? (
            <Button type="submit" size="sm" kind="primary" pending={isPending}>
              {url === null ? 'Set the webhook' : 'Change the webhook'}
            </Button>
          ) : null}
          {url !== null ? (
            <>
              <Button size="sm" disabled={isPending} onClick={onRotate}>
                Make a new secret
              </Button>
              <Button size="sm" kind="dangerOutline" disabled={isPending} onClick={() => onSave(null)}>
                Remove the webhook
              </Button>
            </>
          ) : null}
        </div>
      ) : null}
    </form>
  );
}
