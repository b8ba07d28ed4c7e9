'use client';

import {
  acknowledgementDaysDefault,
  acknowledgementDaysMax,
  type DriftFindingView,
  type StackView,
} from '@flowport/domain';
import { type RefObject, useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { Button } from '#components/ui/button.tsx';
import { Input, Textarea } from '#components/ui/controls.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Field } from '#components/ui/field.tsx';
import { count } from '#format/words.ts';
import { useAcknowledge } from './useDrift.ts';

type AcknowledgeDialogProps = {
  stack: StackView;
  /** Those to be acknowledged: one, or all that are open. Empty while the dialog is closed. */
  findings: readonly DriftFindingView[];
  onClose: () => void;
  focusFallback: RefObject<HTMLElement | null>;
};

/** Asks why something may stay as it is, and until when. */
export function AcknowledgeDialog({ stack, findings, onClose, focusFallback }: AcknowledgeDialogProps) {
  const [comment, setComment] = useState('');
  const [days, setDays] = useState(String(acknowledgementDaysDefault));
  const close = () => {
    setComment('');
    setDays(String(acknowledgementDaysDefault));
    acknowledge.reset();
    onClose();
  };
  const acknowledge = useAcknowledge(stack.id, close);
  const wanted = Number(days);
  const isPossible = Number.isInteger(wanted) && wanted >= 1 && wanted <= acknowledgementDaysMax;
  const [first] = findings;
  return (
    <Dialog
      open={findings.length > 0}
      onOpenChange={(open) => {
        if (!open) close();
      }}
      focusFallback={focusFallback}
      title={`Acknowledge ${findings.length === 1 ? 'this change' : count(findings.length, 'change')}`}
      description={
        <>
          {first && findings.length === 1 ? (
            <code className="text-xs wrap-anywhere">{first.change.address}</code>
          ) : null}{' '}
          It no longer counts as drift until the time is over. Another change of the same resource shows again, and the
          next change of the stack puts it back all the same.
        </>
      }
      footer={
        <>
          <Button onClick={close}>Leave it open</Button>
          <Button
            kind="primary"
            pending={acknowledge.isPending}
            disabled={comment.trim() === '' || !isPossible}
            onClick={() =>
              acknowledge.mutate({
                stackId: stack.id,
                findingIds: findings.map(({ id }) => id),
                comment,
                days: wanted,
              })
            }
          >
            Acknowledge
          </Button>
        </>
      }
    >
      {acknowledge.error ? (
        <FailureNotice failure={failureFrom(acknowledge.error)} doing="acknowledging the change" className="mb-4" />
      ) : null}
      <Field
        id="acknowledge-comment"
        label="Why may it stay as it is?"
        description="Shown to everybody who sees the stack, and kept in the audit log."
      >
        {(aria) => (
          <Textarea
            {...aria}
            required
            maxLength={4000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Field>
      <Field
        id="acknowledge-days"
        label="For how many days?"
        className="mt-4"
        problem={
          isPossible
            ? undefined
            : {
                message: `A whole number from 1 to ${acknowledgementDaysMax}.`,
                remedy: 'What is to stay longer belongs into the parameters of the stack.',
              }
        }
      >
        {(aria) => (
          <Input
            {...aria}
            type="number"
            inputMode="numeric"
            min={1}
            max={acknowledgementDaysMax}
            value={days}
            onChange={(event) => setDays(event.target.value)}
            className="max-w-24"
          />
        )}
      </Field>
    </Dialog>
  );
}
