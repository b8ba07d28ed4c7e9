'use client';

import { regions } from '@flowport/domain';
import type { ReactNode } from 'react';
import { Checkbox, Input, Select } from '#components/ui/controls.tsx';
import { Field } from '#components/ui/field.tsx';
import { fieldTexts } from './fieldTexts.ts';
import { regionNames } from './regionNames.ts';
import {
  accountOfRole,
  type FlagField,
  type Problems,
  type TargetDraft,
  type TargetField,
  type TextField,
} from './targetForm.ts';

export type FieldsProps = {
  draft: TargetDraft;
  /** What is to be shown; a field that was not left yet shows nothing. */
  problems: Problems;
  onText: (field: TextField, text: string) => void;
  onFlag: (field: FlagField, on: boolean) => void;
  onLeave: (field: TargetField) => void;
};

/** Field paths hold dots, which an id may, but which a selector would read as a class. */
export function fieldId(field: TargetField): string {
  return `target-${field.replaceAll('.', '-')}`;
}

export function TargetFields(props: FieldsProps) {
  const { draft } = props;
  return (
    <div className="space-y-8">
      <Section title="Place" note="Which account, and where in it.">
        <TextInput {...props} field="name" placeholder="ML production" />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextInput {...props} field="account" placeholder="111122223333" mono inputMode="numeric" />
          <RegionSelect {...props} field="region" empty="Choose a region" />
        </div>
      </Section>
      <Section title="Access" note="Short-lived credentials only: Flowport assumes these roles for each run.">
        <TextInput
          {...props}
          field="deployerRoleArn"
          placeholder={`arn:aws:iam::${/^\d{12}$/.test(draft.account) ? draft.account : '111122223333'}:role/flowport-deployer`}
          mono
          hint={foreignRole(draft, 'deployerRoleArn')}
        />
        <TextInput {...props} field="externalId" mono />
        <TextInput
          {...props}
          field="planRoleArn"
          placeholder={`arn:aws:iam::${/^\d{12}$/.test(draft.account) ? draft.account : '111122223333'}:role/flowport-plan`}
          mono
          optional
          hint={foreignRole(draft, 'planRoleArn')}
        />
      </Section>
      <Section title="State" note="Where Terraform keeps what it knows, locked by S3 itself.">
        <TextInput {...props} field="backend.bucket" placeholder="acme-flowport-state" mono />
        <div className="grid gap-4 sm:grid-cols-2">
          <RegionSelect {...props} field="backend.region" empty="The region of the target" />
          <TextInput {...props} field="backend.workspaceKeyPrefix" mono />
        </div>
        <TextInput
          {...props}
          field="backend.kmsKeyId"
          placeholder="arn:aws:kms:us-west-2:111122223333:key/…"
          mono
          optional
        />
        <Flag {...props} field="backend.usePathStyle" />
      </Section>
      <Section title="Rules">
        <Flag {...props} field="selfApproval" />
      </Section>
    </div>
  );
}

function Section({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="text-base font-semibold">{title}</legend>
      {note ? <p className="mt-0.5 text-sm text-fg-muted">{note}</p> : null}
      <div className="mt-4 space-y-4">{children}</div>
    </fieldset>
  );
}

type TextInputProps = FieldsProps & {
  field: TextField;
  placeholder?: string;
  mono?: boolean;
  optional?: boolean;
  inputMode?: 'numeric';
  hint?: ReactNode;
};

function TextInput(props: TextInputProps) {
  const { field, draft, problems, onText, onLeave, placeholder, mono = false, optional = false } = props;
  return (
    <Field id={fieldId(field)} {...fieldTexts[field]} problem={problems[field]} optional={optional} hint={props.hint}>
      {(aria) => (
        <Input
          {...aria}
          name={field}
          value={draft[field]}
          onChange={(event) => onText(field, event.target.value)}
          onBlur={() => onLeave(field)}
          autoComplete="off"
          spellCheck={false}
          required={!optional}
          {...(placeholder ? { placeholder } : {})}
          {...(props.inputMode ? { inputMode: props.inputMode } : {})}
          {...(mono ? { className: 'font-mono text-xs' } : {})}
        />
      )}
    </Field>
  );
}

type RegionSelectProps = FieldsProps & { field: 'region' | 'backend.region'; empty: string };

function RegionSelect({ field, empty, draft, problems, onText, onLeave }: RegionSelectProps) {
  return (
    <Field id={fieldId(field)} {...fieldTexts[field]} problem={problems[field]}>
      {(aria) => (
        <Select
          {...aria}
          name={field}
          value={draft[field]}
          onChange={(event) => onText(field, event.target.value)}
          onBlur={() => onLeave(field)}
          required={field === 'region'}
        >
          <option value="">{empty}</option>
          {regions.map((region) => (
            <option key={region} value={region}>
              {regionNames[region]} ({region})
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function Flag({ field, draft, onFlag }: FieldsProps & { field: FlagField }) {
  const { label, description } = fieldTexts[field];
  return (
    <Checkbox
      id={fieldId(field)}
      name={field}
      label={label}
      note={description}
      checked={draft[field]}
      onChange={(event) => onFlag(field, event.target.checked)}
    />
  );
}

/** Not an error: the check after adding decides. But mostly one of the two is a slip. */
function foreignRole(draft: TargetDraft, field: 'deployerRoleArn' | 'planRoleArn'): ReactNode {
  const account = accountOfRole(draft[field]);
  if (!account || !/^\d{12}$/.test(draft.account) || account === draft.account) return null;
  return (
    <span className="text-warn">
      This role belongs to account {account}, but the target is {draft.account}.
    </span>
  );
}
