'use client';

import { type PresetName, presetNames, presets } from '@flowport/domain';
import { Plus, Trash2 } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { FieldProblemText } from '#components/ui/field.tsx';
import { enumerate, inSentence } from '#format/words.ts';
import { draftParameters, valueAt } from './draft.ts';
import { baselineValue, fieldId, useDraftForm } from './formContext.tsx';
import type { GroupFormField } from './formModel.ts';
import { LeafField } from './leafField.tsx';
import { offeredOptions } from './optionLabels.ts';

/** Values that come and go together, such as a group of nodes. */
export function GroupField({ field }: { field: GroupFormField }) {
  const form = useDraftForm();
  const id = fieldId(field.path);
  const value = valueAt(form.draft.parameters, field.path);
  const set = (next: unknown) => form.setValue(field.path, next);
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
              className={
                child.kind === 'choice'
                  ? 'sm:col-span-4'
                  : 'gap-y-0 sm:row-span-4 sm:grid sm:grid-rows-subgrid sm:*:row-span-4 sm:*:grid sm:*:grid-rows-subgrid'
              }
            >
              <LeafField field={child} />
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

/**
 * A group that is added begins as the preset has it, or as the first preset does that has one; with an instance type
 * that this preset offers. Spot nodes begin as the workers whose place they take, from none on.
 */
function startingValue(path: string, preset: PresetName): unknown {
  const workers = presets[preset].parameters.cluster.workerNodes;
  if (path === 'cluster.spotNodes' && presets[preset].parameters.cluster.spotNodes === null && workers) {
    return { ...workers, min: 0, desired: 0 };
  }
  const typePath = `${path}.instanceType`;
  const offered = offeredOptions(preset, typePath);
  for (const name of [preset, ...presetNames]) {
    const parameters = draftParameters(presets[name].parameters);
    const value = valueAt(parameters, path);
    if (typeof value !== 'object' || value === null) continue;
    const isOffered = offered?.includes(String(valueAt(parameters, typePath))) ?? true;
    return isOffered ? value : { ...value, instanceType: offered?.[0] };
  }
  return null;
}
