'use client';

import type { ReactNode } from 'react';
import { Checkbox, Input, Segments, Select, Switch } from '#components/ui/controls.tsx';
import { Field, FieldProblemText } from '#components/ui/field.tsx';
import { BaselineHint } from './baselineHint.tsx';
import { CidrHint } from './cidrHint.tsx';
import { valueAt } from './draft.ts';
import { baselineValue, fieldId, useDraftForm } from './formContext.tsx';
import type { LeafFormField } from './formModel.ts';
import { KubernetesSupport } from './kubernetesSupport.tsx';
import { ListField } from './listField.tsx';
import { offeredOptions, optionLabel } from './optionLabels.ts';

type FieldOf<K extends LeafFormField['kind']> = Extract<LeafFormField, { kind: K }>;

/** The control for one value, chosen by what the schema says it holds. */
export function LeafField({ field }: { field: LeafFormField }) {
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
    case 'list':
      return <ListField field={field} />;
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

/** How a text is written that has a form of its own. */
const placeholders: Record<string, string> = {
  'endpoint.domain': 'fraud.metaflow.example.com',
  'endpoint.zoneId': 'Z0123456789ABC',
  'endpoint.certificateArn': 'arn:aws:acm:us-west-2:111122223333:certificate/…',
  'endpoint.oidc.issuer': 'https://login.example.com',
  'endpoint.oidc.authorizationEndpoint': 'https://login.example.com/oauth2/authorize',
  'endpoint.oidc.tokenEndpoint': 'https://login.example.com/oauth2/token',
  'endpoint.oidc.userInfoEndpoint': 'https://login.example.com/userinfo',
  'endpoint.oidc.jwksUri': 'https://login.example.com/.well-known/jwks.json',
  'endpoint.oidc.clientId': 'metaflow',
  'endpoint.oidc.clientSecretArn': 'arn:aws:secretsmanager:us-west-2:111122223333:secret:flowport/oidc-client-AbCdEf',
};

function TextField({ field }: { field: FieldOf<'text'> }) {
  const { baselineWord } = useDraftForm();
  const { id, value, set, visit, problem } = useParameter(field.path);
  const baselineHint = useHint(field.path);
  // No preset has texts of its own, so there the way back would lead to an empty field.
  const hint = baselineWord === 'Preset' ? undefined : baselineHint;
  return (
    <Field
      id={id}
      label={field.title}
      description={field.description}
      problem={problem}
      optional={field.path === 'endpoint.certificateArn'}
      hint={field.path === 'network.cidr' ? <CidrHint /> : hint}
    >
      {(aria) => (
        <Input
          {...aria}
          value={String(value ?? '')}
          onChange={(event) => {
            const text = event.target.value.trim();
            set(text === '' && field.isNullable ? null : text);
          }}
          onBlur={visit}
          placeholder={placeholders[field.path]}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={2100}
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
  const baselineHint = useHint(field.path);
  const hint =
    field.path === 'cluster.kubernetesVersion' ? (
      <>
        <KubernetesSupport version={value} />
        {baselineHint ? <span className="mt-1 block">{baselineHint}</span> : null}
      </>
    ) : (
      baselineHint
    );
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
