'use client';

import { Plus, Trash2 } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { Input } from '#components/ui/controls.tsx';
import { FieldProblemText } from '#components/ui/field.tsx';
import { inSentence } from '#format/words.ts';
import { BaselineHint } from './baselineHint.tsx';
import { valueAt } from './draft.ts';
import { baselineValue, fieldId, useDraftForm } from './formContext.tsx';
import type { LeafFormField } from './formModel.ts';

/** What one entry of a list is called, and how it is written. */
const entryWords: Record<string, { name: string; placeholder: string }> = {
  teams: { name: 'Team', placeholder: 'forecasting' },
  'cluster.userPrincipals': { name: 'Principal', placeholder: 'arn:aws:iam::111122223333:role/data-scientists' },
  'network.publicAccessCidrs': { name: 'Block', placeholder: '203.0.113.0/24' },
  'endpoint.allowedCidrs': { name: 'Block', placeholder: '203.0.113.0/24' },
};

/** A list of texts, an entry a line: Enter begins another, Backspace in an empty one removes it, several can be pasted. */
export function ListField({ field }: { field: Extract<LeafFormField, { kind: 'list' }> }) {
  const form = useDraftForm();
  const { path } = field;
  const id = fieldId(path);
  const { name, placeholder } = entryWords[path] ?? { name: 'Entry', placeholder: '' };
  const value = valueAt(form.draft.parameters, path);
  const entries = Array.isArray(value) ? value.map(String) : [];
  const problem = form.problemOf(path);
  const baseline = baselineValue(form, path)?.value;
  // Back to an empty list is what the buttons beside the entries are for.
  const hasWayBack = Array.isArray(baseline) && (baseline.length > 0 || form.baselineWord !== 'Preset');
  const nextFocus = useRef<number | 'add' | null>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const target = nextFocus.current;
    nextFocus.current = null;
    if (target === 'add') addButton.current?.focus();
    else if (target !== null) document.getElementById(fieldId(`${path}.${target}`))?.focus();
  });

  /** An entry speaks up once one has left it, the list when one has changed what is in it. */
  const set = (next: readonly string[], focus: number | 'add' | null = null) => {
    nextFocus.current = focus;
    form.setValue(path, next);
  };
  const insert = (position: number) => set(entries.toSpliced(position, 0, ''), position);
  const remove = (position: number) => {
    const left = entries.toSpliced(position, 1);
    set(left, left.length === 0 ? 'add' : Math.min(position, left.length - 1));
  };

  function onKeyDown(event: KeyboardEvent, position: number) {
    if (event.key === 'Enter') {
      event.preventDefault();
      if (entries[position] !== '') insert(position + 1);
    }
    if (event.key === 'Backspace' && entries[position] === '') {
      event.preventDefault();
      const left = entries.toSpliced(position, 1);
      set(left, left.length === 0 ? 'add' : Math.max(0, position - 1));
    }
  }

  function onPaste(event: ClipboardEvent, position: number) {
    const pasted = event.clipboardData
      .getData('text')
      .split(/[\s,]+/)
      .filter((text) => text !== '');
    if (pasted.length < 2) return;
    event.preventDefault();
    const kept = entries[position] === '' ? 0 : 1;
    set(entries.toSpliced(position + kept, 1 - kept, ...pasted), position + kept + pasted.length - 1);
  }

  return (
    <fieldset aria-describedby={`${id}-description`} className="min-w-0 sm:col-span-2">
      <legend className="text-sm font-medium">{field.title}</legend>
      <p id={`${id}-description`} className="mt-0.5 max-w-prose text-xs text-pretty text-fg-muted">
        {field.description}
      </p>
      {entries.length > 0 ? (
        <ul aria-label={field.title} className="mt-2 max-w-lg space-y-1.5">
          {entries.map((entry, position) => {
            const entryPath = `${path}.${position}`;
            const entryId = fieldId(entryPath);
            const wrong = form.problemOf(entryPath);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place; its text may be there twice
              <li key={position}>
                <div className="flex items-center gap-1.5">
                  <Input
                    id={entryId}
                    aria-label={`${name} ${position + 1}`}
                    aria-invalid={wrong ? true : undefined}
                    aria-describedby={wrong ? `${entryId}-problem` : undefined}
                    value={entry}
                    placeholder={placeholder}
                    autoComplete="off"
                    autoCapitalize="none"
                    spellCheck={false}
                    maxLength={600}
                    className="font-mono text-xs"
                    onChange={(event) => set(entries.with(position, event.target.value.trim()))}
                    onBlur={() => form.visit(entryPath)}
                    onKeyDown={(event) => onKeyDown(event, position)}
                    onPaste={(event) => onPaste(event, position)}
                  />
                  <IconButton
                    label={`Remove ${inSentence(name)} ${entry || position + 1}`}
                    icon={<Trash2 />}
                    onClick={() => remove(position)}
                  />
                </div>
                {wrong ? <FieldProblemText id={`${entryId}-problem`} problem={wrong} /> : null}
              </li>
            );
          })}
        </ul>
      ) : null}
      {problem ? <FieldProblemText id={`${id}-problem`} problem={problem} /> : null}
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button ref={addButton} id={id} size="sm" onClick={() => insert(entries.length)}>
          <Plus aria-hidden />
          Add a {inSentence(name)}
        </Button>
        {hasWayBack ? (
          <span className="text-xs text-fg-muted">
            <BaselineHint path={path} />
          </span>
        ) : null}
      </div>
    </fieldset>
  );
}
