'use client';

import { type DataChoice, layers, type StackView } from '@flowport/domain';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmSlugField } from '#components/ui/confirmSlugField.tsx';
import { Textarea } from '#components/ui/controls.tsx';
import { CopyText } from '#components/ui/copy.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Field } from '#components/ui/field.tsx';
import { StackRoom } from '#features/runs/stackRoom.tsx';
import { count } from '#format/words.ts';
import { DataChoiceCards } from './dataChoiceCards.tsx';

type DestroyDialogProps = { stack: StackView; open: boolean; onOpenChange: (open: boolean) => void };

/** Names what will be lost and asks for the slug. */
export function DestroyDialog({ stack, open, onOpenChange }: DestroyDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const [confirmSlug, setConfirmSlug] = useState('');
  const [reason, setReason] = useState('');
  const [data, setData] = useState<DataChoice>('snapshot');
  const destroy = useMutation(
    trpc.stacks.destroy.mutationOptions({ onSuccess: ({ run }) => router.push(`/runs/${run.id}`) }),
  );
  const isConfirmed = confirmSlug === stack.slug;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Destroy ${stack.slug}?`}
      description="An approver sees your choice, and the plan, before anything is deleted."
      className="w-[min(38rem,calc(100vw-2rem))]"
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button
            kind="danger"
            disabled={!isConfirmed}
            pending={destroy.isPending}
            onClick={() =>
              destroy.mutate({
                stackId: stack.id,
                confirmSlug,
                data,
                reason,
                ifBusy: stack.may.queue ? 'queue' : 'refuse',
              })
            }
          >
            {data === 'purge' ? 'Request to delete everything' : 'Request the destruction'}
          </Button>
        </>
      }
    >
      {destroy.error ? (
        <FailureNotice failure={failureFrom(destroy.error)} doing="requesting the destruction" className="mb-4" />
      ) : null}
      <StackRoom stack={stack} className="mb-4" />
      <DataChoiceCards stack={stack} value={data} onChange={setData} />
      {data === 'purge' ? <Losses stack={stack} /> : null}
      <ConfirmSlugField
        id="confirm-slug"
        slug={stack.slug}
        value={confirmSlug}
        problem={
          confirmSlug !== '' && !isConfirmed && !stack.slug.startsWith(confirmSlug)
            ? { message: 'That is not its name.', remedy: `It is ${stack.slug}.` }
            : undefined
        }
        onChange={setConfirmSlug}
      />
      <Field id="destroy-reason" label="Reason" description="Shown to the approver." optional className="mt-4">
        {(aria) => (
          <Textarea {...aria} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
    </Dialog>
  );
}

function Losses({ stack }: { stack: StackView }) {
  const trpc = useTRPC();
  const resources = useQuery(trpc.stacks.resources.queryOptions({ stackId: stack.id }));
  const holders = resources.data?.items.filter(({ type }) => type === 'aws_s3_bucket' || type === 'aws_db_instance');
  const total = layers.reduce((sum, layer) => sum + (stack.resources?.[layer] ?? 0), 0);
  return (
    <div className="mt-3 rounded-md border border-bad-line bg-bad-tint px-3 py-2.5 text-sm">
      <p className="font-medium">
        {total > 0
          ? `All ${count(total, 'resource')} of the stack will be lost, with what they hold:`
          : 'All of it will be lost.'}
      </p>
      {holders && holders.length > 0 ? (
        <ul className="mt-1.5 space-y-0.5">
          {holders.map((holder) => (
            <li key={holder.address} className="flex min-w-0">
              <CopyText text={holder.resourceId ?? holder.address} what="name of what will be lost" />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
