'use client';

import type { TargetView } from '@flowport/domain';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { count } from '#format/words.ts';
import { fieldId, TargetFields } from './targetFields.tsx';
import {
  checkDraft,
  flagFields,
  type Problems,
  refusedFields,
  type TargetDraft,
  type TargetField,
  textFields,
} from './targetForm.ts';

type NewTargetFormProps = {
  draft: TargetDraft;
  onChange: (draft: TargetDraft) => void;
  onAdded: (target: TargetView) => void;
};

const allFields: readonly TargetField[] = [...textFields, ...flagFields];

export function NewTargetForm({ draft, onChange, onAdded }: NewTargetFormProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [left, setLeft] = useState<ReadonlySet<TargetField>>(new Set());
  const [refused, setRefused] = useState<Problems>({});
  const [announcement, setAnnouncement] = useState('');
  const add = useMutation(
    trpc.targets.add.mutationOptions({
      onSuccess: (target) => {
        void queryClient.invalidateQueries({ queryKey: trpc.targets.list.queryKey() });
        onAdded(target);
      },
      onError: (error) => {
        const { problems } = refusedFields(failureFrom(error));
        setRefused(problems);
        focusFirst(problems);
      },
    }),
  );
  const checked = checkDraft(draft);
  const shown = shownProblems(checked.problems, refused, left);

  /** What the server said of a field no longer holds once it is changed. */
  function change(field: TargetField, value: string | boolean) {
    const { [field]: _, ...others } = refused;
    setRefused(others);
    onChange({ ...draft, [field]: value });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setLeft(new Set(allFields));
    setRefused({});
    if (checked.input) {
      setAnnouncement('');
      add.mutate(checked.input);
      return;
    }
    const wrong = Object.keys(checked.problems).length;
    setAnnouncement(`Not added: ${count(wrong, 'field needs', 'fields need')} another look.`);
    focusFirst(checked.problems);
  }

  const failure = add.error ? failureFrom(add.error) : null;
  return (
    <form noValidate onSubmit={submit} aria-label="Add a target">
      {failure && !refusedFields(failure).complete ? (
        <FailureNotice failure={failure} doing="adding the target" className="mb-6" />
      ) : null}
      <TargetFields
        draft={draft}
        problems={shown}
        onText={change}
        onFlag={change}
        onLeave={(field) => setLeft(new Set([...left, field]))}
      />
      <div className="mt-8 flex flex-wrap items-center gap-2 border-t border-line pt-4">
        <Button type="submit" kind="primary" pending={add.isPending} className="js-only">
          Add and check
        </Button>
        <LinkButton href="/targets" kind="ghost">
          Cancel
        </LinkButton>
        <p role="status" className="text-sm text-fg-muted">
          {add.isPending ? 'Adding the target and asking AWS who its role is.' : announcement}
        </p>
        <noscript>This form needs JavaScript. A program adds a target with POST /api/v1/targets.</noscript>
      </div>
    </form>
  );
}

/** A field that is being typed for the first time is not wrong yet. */
function shownProblems(found: Problems, refused: Problems, left: ReadonlySet<TargetField>): Problems {
  const shown: Problems = { ...refused };
  for (const field of allFields) {
    const problem = found[field];
    if (problem && left.has(field)) shown[field] = problem;
  }
  return shown;
}

function focusFirst(problems: Problems) {
  const first = allFields.find((field) => problems[field]);
  if (first) document.getElementById(fieldId(first))?.focus();
}
