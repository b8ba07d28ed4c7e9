'use client';

import { estimateCost, type PresetName, presetNames, presets } from '@flowport/domain';
import { cx } from '#components/ui/classNames.ts';
import { formatCentsRange } from '#format/money.ts';

type PresetCardsProps = { value: PresetName; onChange: (preset: PresetName) => void };

/** Where the values start: what each preset is for and what it costs. */
export function PresetCards({ value, onChange }: PresetCardsProps) {
  return (
    <fieldset>
      <legend className="sr-only">Preset</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {presetNames.map((name) => {
          const { title, summary, parameters } = presets[name];
          const cost = estimateCost(parameters);
          return (
            <label
              key={name}
              className={cx(
                'relative flex cursor-pointer gap-3 rounded-md border p-3.5 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
                name === value ? 'border-accent bg-accent-tint' : 'border-line-strong hover:bg-hover',
              )}
            >
              <input
                type="radio"
                name="preset"
                value={name}
                checked={name === value}
                onChange={() => onChange(name)}
                aria-label={title}
                aria-describedby={`preset-${name}-summary`}
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              <span className="min-w-0">
                <span className="flex flex-wrap items-baseline justify-between gap-x-3">
                  <span className="font-medium">{title}</span>
                  <span className="text-xs text-fg-muted tabular-nums">
                    {formatCentsRange(cost.floorCents, cost.ceilingCents)} a month
                  </span>
                </span>
                <span id={`preset-${name}-summary`} className="mt-0.5 block text-xs text-pretty text-fg-muted">
                  {summary}
                </span>
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
