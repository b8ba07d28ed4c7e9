'use client';

import { type PresetName, presetNames, presets } from '@flowport/domain';
import { Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/classNames.ts';
import { Checkbox, Input, Segments, Select, Switch, Textarea } from '#components/ui/controls.tsx';
import { Field, FieldProblemText } from '#components/ui/field.tsx';
import { enumerate, inSentence } from '#format/words.ts';
import { BaselineHint } from './baselineHint.tsx';
import { CidrHint } from './cidrHint.tsx';
import { draftParameters, valueAt } from './draft.ts';
import { baselineValue, fieldId, useDraftForm } from './formContext.tsx';
import type { FormField } from './formModel.ts';
import { offeredOptions, optionLabel } from './optionLabels.ts';

type FieldOf<K extends FormField['kind']> = Extract<FormField, { kind: K }>;

/** The control for one parameter, chosen by what the schema says it holds. */
export function SchemaField({ field }: { field: FormField }) {
  switch (field.kind) {
    case 'text':
      return <TextField field={field} />;
    case 'integer':
      return <IntegerField field={field} />;
    case 'choice':
      return <ChoiceField field={field} />;
    case 'toggle':
      return <ToggleField field={field} />;
    case 'several':
      return <SeveralField field={field} />;
    case 'lines':
      return <LinesField field={field} />;
    case 'group':
      return <GroupField field={field} />;
  }
}

function useParameter(path: string) {
  const form = useDraftForm();
  return {
    id: fieldId(path),
    value: valueAt(form.draft.parameters, path),
    set: (value: unknown) => form.setValue(path, value),
    visit: () => form.visit(path),
    problem: form.problemOf(path),
  };
}

function useHint(path: string): ReactNode {
  const form = useDraftForm();
  return baselineValue(form, path) ? <BaselineHint path={path} /> : undefined;
}

function TextField({ field }: { field: FieldOf<'text'> }) {
  const { id, value, set, visit, problem } = useParameter(field.path);
  return (
    <Field
      id={id}
      label={field.title}
      description={field.description}
      problem={problem}
      hint={field.path === 'network.cidr' ? <CidrHint /> : undefined}
    >
      {(aria) => (
        <Input
          {...aria}
          value={String(value ?? '')}
          onChange={(event) => set(event.target.value.trim())}
          onBlur={visit}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          className="font-mono text-xs"
        />
      )}
    </Field>
  );
}

function IntegerField({ field }: { field: FieldOf<'integer'> }) {
  const { id, value, set, visit, problem } = useParameter(field.path);
  return (
    <Field id={id} label={field.title} description={field.description} problem={problem} hint={useHint(field.path)}>
      {(aria) => (
        <Input
          {...aria}
          type="number"
          inputMode="numeric"
          step={1}
          min={field.min}
          max={field.max}
          value={typeof value === 'number' ? value : ''}
          onChange={(event) => set(event.target.value === '' ? null : event.target.valueAsNumber)}
          onBlur={visit}
          className="max-w-32 tabular-nums"
        />
      )}
    </Field>
  );
}

/** Few and short options are all in sight, others in a list. */
const segmentsMax = 3;

function ChoiceField({ field }: { field: FieldOf<'choice'> }) {
  const { draft } = useDraftForm();
  const { id, value, set, visit, problem } = useParameter(field.path);
  const hint = useHint(field.path);
  const offered = offeredOptions(draft.parameters.preset, field.path);
  const options = offered ? field.options.filter((option) => offered.includes(String(option))) : field.options;
  // A value that the preset no longer offers stays to be seen, with the rule beside it.
  const current = field.options.find((option) => option === value);
  const shown = current === undefined || options.includes(current) ? options : [current, ...options];
  const labels = shown.map((option) => ({ value: option, label: optionLabel(field.path, option) }));
  const asSegments = !offered && labels.length <= segmentsMax && labels.every(({ label }) => label.length <= 20);
  if (asSegments && current !== undefined) {
    return (
      <div>
        <p className="text-sm font-medium">{field.title}</p>
        <p id={`${id}-description`} className="mt-0.5 mb-1.5 text-xs text-pretty text-fg-muted">
          {field.description}
        </p>
        <Segments
          name={id}
          legend={field.title}
          describedBy={`${id}-description`}
          value={current}
          onChange={set}
          options={labels}
        />
        {hint ? <div className="mt-1.5 text-xs text-fg-muted">{hint}</div> : null}
      </div>
    );
  }
  return (
    <Field id={id} label={field.title} description={field.description} problem={problem} hint={hint}>
      {(aria) => (
        <Select
          {...aria}
          className="max-w-96"
          value={String(value ?? '')}
          onBlur={visit}
          onChange={(event) => set(shown.find((option) => String(option) === event.target.value))}
        >
          {labels.map(({ value: option, label }) => (
            <option key={option} value={option}>
              {label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function ToggleField({ field }: { field: FieldOf<'toggle'> }) {
  const { id, value, set, problem } = useParameter(field.path);
  const hint = useHint(field.path);
  return (
    <div className="flex items-start gap-3">
      <Switch
        id={id}
        checked={value === true}
        onChange={(event) => set(event.target.checked)}
        aria-describedby={`${id}-description`}
        className="mt-0.5"
      />
      <div className="min-w-0">
        <label htmlFor={id} className="text-sm font-medium">
          {field.title}
        </label>
        <p id={`${id}-description`} className="mt-0.5 text-xs text-pretty text-fg-muted">
          {field.description}
        </p>
        {problem ? <FieldProblemText id={`${id}-problem`} problem={problem} /> : null}
        {hint ? <div className="mt-1 text-xs text-fg-muted">{hint}</div> : null}
      </div>
    </div>
  );
}

function SeveralField({ field }: { field: FieldOf<'several'> }) {
  const { id, value, set } = useParameter(field.path);
  const hint = useHint(field.path);
  const chosen = Array.isArray(value) ? value.map(String) : [];
  return (
    <fieldset aria-describedby={`${id}-description`} className="sm:col-span-2">
      <legend className="text-sm font-medium">{field.title}</legend>
      <p id={`${id}-description`} className="mt-0.5 text-xs text-fg-muted">
        {field.description}
      </p>
      <div className="mt-2 flex flex-wrap gap-x-5 gap-y-2">
        {field.options.map((option) => (
          <Checkbox
            key={option}
            label={optionLabel(field.path, option)}
            checked={chosen.includes(option)}
            onChange={(event) =>
              // In the order of the schema, so that ticking off and on again is no change.
              set(field.options.filter((other) => (other === option ? event.target.checked : chosen.includes(other))))
            }
          />
        ))}
      </div>
      {hint ? <div className="mt-1.5 text-xs text-fg-muted">{hint}</div> : null}
    </fieldset>
  );
}

function LinesField({ field }: { field: FieldOf<'lines'> }) {
  const { id, value, set, visit, problem } = useParameter(field.path);
  const joined = Array.isArray(value) ? value.join('\n') : '';
  const [text, setText] = useState(joined);
  useEffect(() => {
    // Changed from elsewhere (another preset, a reset): what was typed is no longer what is meant.
    setText((typed) => (splitLines(typed).join('\n') === joined ? typed : joined));
  }, [joined]);
  return (
    <Field
      id={id}
      label={field.title}
      description={`${field.description ?? ''} One per line.`}
      problem={problem}
      hint={useHint(field.path)}
      className="sm:col-span-2"
    >
      {(aria) => (
        <Textarea
          {...aria}
          rows={2}
          value={text}
          spellCheck={false}
          maxLength={2000}
          className="max-w-96 font-mono text-xs"
          onBlur={visit}
          onChange={(event) => {
            setText(event.target.value);
            set(splitLines(event.target.value));
          }}
        />
      )}
    </Field>
  );
}

function splitLines(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function GroupField({ field }: { field: FieldOf<'group'> }) {
  const form = useDraftForm();
  const { id, value, set } = useParameter(field.path);
  const { preset } = form.draft.parameters;
  const exists = value !== null && value !== undefined;
  const unoffered = field.fields.find((child) => offeredOptions(preset, child.path)?.length === 0);
  return (
    <fieldset className="rounded-md border border-line p-4 sm:col-span-2">
      <legend className="sr-only">{field.title}</legend>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="text-sm font-medium">{field.title}</p>
          <p className="mt-0.5 text-xs text-fg-muted">{field.description}</p>
        </div>
        {field.isOptional && exists ? (
          <Button size="sm" kind="ghost" onClick={() => set(null)}>
            <Trash2 aria-hidden />
            Remove {inSentence(field.title)}
          </Button>
        ) : null}
        {!exists ? (
          <Button size="sm" disabled={unoffered !== undefined} onClick={() => set(startingValue(field.path, preset))}>
            <Plus aria-hidden />
            Add {inSentence(field.title)}
          </Button>
        ) : null}
      </div>
      {!exists && unoffered ? (
        <p className="mt-2 text-xs text-fg-muted">
          The preset {presets[preset].title} offers none.{' '}
          {enumerate(presetsOffering(unoffered.path).map((name) => presets[name].title))} do.
        </p>
      ) : null}
      {exists ? (
        <div className="mt-4 grid gap-x-6 gap-y-4 sm:grid-cols-4">
          {field.fields.map((child) => (
            <div
              key={child.path}
              className={cx('flex flex-col *:grow', child.kind === 'choice' ? 'sm:col-span-4' : 'sm:col-span-1')}
            >
              <SchemaField field={child} />
            </div>
          ))}
        </div>
      ) : null}
      {form.problemOf(field.path) ? (
        <FieldProblemText id={`${id}-problem`} problem={form.problemOf(field.path) ?? { message: '' }} />
      ) : null}
      {baselineValue(form, field.path) && (!exists || valueAt(draftParameters(form.baseline), field.path) === null) ? (
        <div className="mt-2 text-xs text-fg-muted">
          {form.baselineWord}: {exists ? 'none' : 'there'}
        </div>
      ) : null}
    </fieldset>
  );
}

function presetsOffering(path: string): PresetName[] {
  return presetNames.filter((name) => (offeredOptions(name, path)?.length ?? 0) > 0);
}

/** A group that is added begins as the preset has it, or as the first preset does that has one. */
function startingValue(path: string, preset: PresetName): unknown {
  for (const name of [preset, ...presetNames]) {
    const value = valueAt(draftParameters(presets[name].parameters), path);
    if (value !== null && value !== undefined) return value;
  }
  return null;
}
