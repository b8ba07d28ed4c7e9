'use client';

import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { Button } from '#components/ui/button.tsx';
import { Textarea } from '#components/ui/controls.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Field } from '#components/ui/field.tsx';

type Ask = { isPending: boolean; error: unknown; mutate: (reason: string) => void };

type RunVerbProps = {
  label: string;
  icon: ReactNode;
  /** The question and what follows from a yes, said before one confirms. */
  title: string;
  consequence: string;
  /** The button that leaves everything as it is. */
  back: string;
  doing: string;
  isDangerous: boolean;
  ask: Ask;
};

/** Something that a person does with a run, asked once more and with room for the reason. */
export function RunVerb({ label, icon, title, consequence, back, doing, isDangerous, ask }: RunVerbProps) {
  const id = useId();
  const [asks, setAsks] = useState(false);
  const [reason, setReason] = useState('');
  return (
    <>
      <Button className="js-only" onClick={() => setAsks(true)}>
        {icon}
        {label}
      </Button>
      <Dialog
        open={asks}
        onOpenChange={setAsks}
        title={title}
        description={consequence}
        footer={
          <>
            <Button onClick={() => setAsks(false)}>{back}</Button>
            <Button
              kind={isDangerous ? 'danger' : 'primary'}
              pending={ask.isPending}
              onClick={() => ask.mutate(reason)}
            >
              {label}
            </Button>
          </>
        }
      >
        {ask.error ? <FailureNotice failure={failureFrom(ask.error)} doing={doing} className="mb-4" /> : null}
        <Field id={id} label="Reason" description="Kept in the history of the run." optional>
          {(aria) => (
            <Textarea {...aria} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
      </Dialog>
    </>
  );
}
