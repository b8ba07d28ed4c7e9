'use client';

import type { FieldIssue, StackParameters } from '@flowport/domain';
import { createContext, type ReactNode, use, useMemo, useState } from 'react';
import type { FieldProblem } from '#components/ui/field.tsx';
import { draftParameters, type StackDraft, valueAt, withValueAt } from './draft.ts';

type DraftForm = {
  draft: StackDraft;
  edit: (path: string, change: (draft: StackDraft) => StackDraft) => void;
  setValue: (path: string, value: unknown) => void;
  visit: (path: string) => void;
  problemOf: (path: string) => FieldProblem | undefined;
  /** Where the form started: the preset of a request, or what the stack has today. */
  baseline: StackParameters;
  baselineWord: string;
};

const FormContext = createContext<DraftForm | null>(null);

export function useDraftForm(): DraftForm {
  const form = use(FormContext);
  if (!form) throw new Error('useDraftForm is called outside of a form');
  return form;
}

type ProviderProps = {
  draft: StackDraft;
  onDraft: (change: (draft: StackDraft) => StackDraft) => void;
  issues: readonly FieldIssue[];
  /** After somebody tried to go on every problem is shown, before that only where somebody has been. */
  showsAll: boolean;
  baseline: StackParameters;
  baselineWord: string;
  children: ReactNode;
};

export function DraftFormProvider(props: ProviderProps) {
  const { draft, onDraft, issues, showsAll, baseline, baselineWord, children } = props;
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());
  const form = useMemo((): DraftForm => {
    const visit = (path: string) => setVisited((paths) => (paths.has(path) ? paths : new Set([...paths, path])));
    const edit: DraftForm['edit'] = (path, change) => {
      visit(path);
      onDraft(change);
    };
    return {
      draft,
      edit,
      setValue: (path, value) => edit(path, (current) => withValueAt(current, path, value)),
      visit,
      problemOf: (path) => (showsAll || isVisited(visited, path) ? problemAt(issues, path) : undefined),
      baseline,
      baselineWord,
    };
  }, [draft, onDraft, issues, showsAll, baseline, baselineWord, visited]);
  return <FormContext value={form}>{children}</FormContext>;
}

/** A rule over the counts of a group of nodes speaks up as soon as somebody has been at one of them. */
function isVisited(visited: ReadonlySet<string>, path: string): boolean {
  if (visited.has(path)) return true;
  const group = /^cluster\.\w+Nodes\./.exec(path)?.[0];
  return group !== undefined && [...visited].some((other) => other.startsWith(group));
}

function problemAt(issues: readonly FieldIssue[], path: string): FieldProblem | undefined {
  return issues.find((issue) => issue.path === path);
}

export function fieldId(path: string): string {
  return `field-${path.replaceAll('.', '-')}`;
}

/** What the field had where the form started, when that is not what it has now. */
export function baselineValue(form: DraftForm, path: string): { value: unknown } | undefined {
  const was = valueAt(draftParameters(form.baseline), path);
  if (was === undefined) return undefined;
  return JSON.stringify(was) === JSON.stringify(valueAt(form.draft.parameters, path)) ? undefined : { value: was };
}
