'use client';

import type { Layer, StackView, StateVersion } from '@flowport/domain';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { Textarea } from '#components/ui/controls.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Field } from '#components/ui/field.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { layerTitles } from '#features/runs/stepLabel.ts';
import { inSentence } from '#format/words.ts';
import { nameOf } from './versionName.ts';

type RollBackDialogProps = { stack: StackView; layer: Layer; version: StateVersion; onClose: () => void };

/** Says what going back does and what it does not, and asks for it as a run. */
export function RollBackDialog({ stack, layer, version, onClose }: RollBackDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const [reason, setReason] = useState('');
  const rollBack = useMutation(
    trpc.state.rollBack.mutationOptions({ onSuccess: ({ run }) => router.push(`/runs/${run.id}`) }),
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Go back to ${nameOf(version)}?`}
      description={
        <>
          The state of {inSentence(layerTitles[layer])} as it was written <RelativeTime at={version.writtenAt} />.
        </>
      }
      footer={
        <>
          <Button onClick={onClose}>Leave it as it is</Button>
          <Button
            kind="primary"
            pending={rollBack.isPending}
            onClick={() => rollBack.mutate({ stackId: stack.id, layer, versionId: version.versionId, reason })}
          >
            Plan it
          </Button>
        </>
      }
    >
      {rollBack.error ? (
        <FailureNotice failure={failureFrom(rollBack.error)} doing="asking to go back" className="mb-4" />
      ) : null}
      <ul className="list-disc space-y-1.5 pl-5 text-sm text-pretty text-fg-muted">
        <li>A run plans it first. Nothing is written before somebody approves that plan.</li>
        <li>What exists stays known: resources that only the present state has are not forgotten.</li>
        <li>The parameters of the stack stay as they are; the plan shows what they ask for from that state on.</li>
      </ul>
      <Field id="roll-back-reason" label="Reason" description="Shown to the approver." optional className="mt-4">
        {(aria) => (
          <Textarea {...aria} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
    </Dialog>
  );
}
