'use client';

import { may, type TargetView } from '@flowport/domain';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChevronRight, Pencil } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { useViewer } from '#components/shell/shellContext.tsx';
import { Button } from '#components/ui/button.tsx';
import { Checkbox, Input } from '#components/ui/controls.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Field } from '#components/ui/field.tsx';
import { Fact, Facts } from '#components/ui/panel.tsx';
import { count } from '#format/words.ts';
import {
  checkPolicy,
  draftOf,
  type PolicyField,
  type PolicyProblems,
  policyFields,
  refusedPolicy,
} from './policyForm.ts';

/** What holds for all runs and stacks of the target, and for admins the form that changes it. */
export function TargetPolicy({ target }: { target: TargetView }) {
  const viewer = useViewer();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="group border-t border-line px-4 py-3 text-sm">
      <summary className="flex cursor-pointer items-center gap-2 rounded-sm text-fg-muted hover:text-fg">
        <ChevronRight aria-hidden className="size-4 text-fg-faint transition-transform group-open:rotate-90" />
        Policy
      </summary>
      <Facts className="mt-3">
        {policyFields.map(({ field, title }) => (
          <Fact key={field} term={title}>
            {inWords(field, target.policy[field])}
          </Fact>
        ))}
      </Facts>
      {may(viewer.role, 'target.manage') ? (
        <Button size="sm" className="js-only mt-3" onClick={() => setOpen(true)}>
          <Pencil aria-hidden />
          Change<span className="sr-only"> the policy of {target.name}</span>
        </Button>
      ) : null}
      {isOpen ? <PolicyDialog target={target} onClose={() => setOpen(false)} /> : null}
    </details>
  );
}

/** The names of the fields end with their units. */
function inWords(field: PolicyField, value: TargetView['policy'][PolicyField]): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (value === null) return 'None';
  if (field.endsWith('Hours')) return count(value, 'hour');
  return field.endsWith('Days') ? count(value, 'day') : String(value);
}

function PolicyDialog({ target, onClose }: { target: TargetView; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(target.policy));
  const [problems, setProblems] = useState<PolicyProblems>({});
  const save = useMutation(
    trpc.targets.setPolicy.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(trpc.targets.list.queryKey(), (list) =>
          list ? { items: list.items.map((other) => (other.id === saved.id ? saved : other)) } : list,
        );
        onClose();
      },
      onError: (error) => setProblems(refusedPolicy(failureFrom(error).issues)),
    }),
  );
  const formId = `policy-of-${target.id}`;
  const idOf = (field: string) => `${formId}-${field}`;

  function submit(event: FormEvent) {
    event.preventDefault();
    const checked = checkPolicy(draft);
    if ('change' in checked) {
      setProblems({});
      save.mutate({ targetId: target.id, policy: checked.change });
      return;
    }
    setProblems(checked.problems);
    const first = policyFields.find(({ field }) => checked.problems[field]);
    if (first) document.getElementById(idOf(first.field))?.focus();
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Policy of ${target.name}`}
      description="Holds for all its runs and stacks from now on, for admins too."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} kind="primary" pending={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="space-y-4">
        {save.error && Object.keys(problems).length === 0 ? (
          <FailureNotice failure={failureFrom(save.error)} doing="saving the policy" />
        ) : null}
        {policyFields.map(({ field, title, description, kind, mayBeEmpty }) =>
          kind === 'flag' ? (
            <Checkbox
              key={field}
              id={idOf(field)}
              name={field}
              label={title}
              note={description}
              checked={draft[field] === true}
              onChange={(event) => setDraft({ ...draft, [field]: event.target.checked })}
            />
          ) : (
            <Field
              key={field}
              id={idOf(field)}
              label={title}
              description={description}
              problem={problems[field]}
              optional={mayBeEmpty}
            >
              {(aria) => (
                <Input
                  {...aria}
                  name={field}
                  inputMode="numeric"
                  autoComplete="off"
                  className="max-w-32 tabular-nums"
                  value={String(draft[field])}
                  onChange={(event) => setDraft({ ...draft, [field]: event.target.value })}
                />
              )}
            </Field>
          ),
        )}
      </form>
    </Dialog>
  );
}
