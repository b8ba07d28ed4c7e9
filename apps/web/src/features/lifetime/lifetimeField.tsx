'use client';

import type { TargetView } from '@flowport/domain';
import { Select } from '#components/ui/controls.tsx';
import { Field } from '#components/ui/field.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { lengthWords, lifetimeChoices, lifetimeHoursOf } from './lifetimeChoices.ts';

type LifetimeFieldProps = { target: TargetView | undefined; value: string; onChange: (value: string) => void };

/** How long a new stack is to live. */
export function LifetimeField({ target, value, onChange }: LifetimeFieldProps) {
  if (!target) return null;
  const { lifetimeMaxHours: limit } = target.policy;
  const hours = lifetimeHoursOf(value);
  const isBeyond = limit !== null && hours !== undefined && (hours === null || hours > limit);
  return (
    <Panel aria-labelledby="lifetime-title">
      <PanelHeader id="lifetime-title" title="Lifetime" note="Counted from the approval; it can be extended later." />
      <div className="px-4 pb-4">
        <Field
          id="request-lifetime"
          label="How long is it needed?"
          description="Its team is warned before, and its destruction is planned at the end."
          hint={
            isBeyond
              ? `${target.name} allows ${lengthWords(limit)}. The approver of the stack decides on more.`
              : undefined
          }
        >
          {(aria) => (
            <Select {...aria} className="sm:max-w-72" value={value} onChange={(event) => onChange(event.target.value)}>
              {lifetimeChoices(target.policy).map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </Panel>
  );
}
