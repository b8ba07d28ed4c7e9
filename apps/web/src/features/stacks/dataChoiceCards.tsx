'use client';

import { type DataChoice, dataChoiceSchema, type StackView } from '@flowport/domain';
import { cx } from '#components/ui/classNames.ts';
import { dataChoiceWords } from './dataChoices.ts';

type DataChoiceCardsProps = { stack: StackView; value: DataChoice; onChange: (choice: DataChoice) => void };

/** What becomes of the data: what each choice keeps, loses and costs, side by side in words. */
export function DataChoiceCards({ stack, value, onChange }: DataChoiceCardsProps) {
  // What is retained already cannot be retained again: its compute is gone.
  const choices = dataChoiceSchema.options.filter((choice) => choice !== 'retain' || stack.status !== 'retained');
  return (
    <fieldset>
      <legend className="text-sm font-medium">What becomes of the data?</legend>
      <div className="mt-2 space-y-2">
        {choices.map((choice) => {
          const { title, keeps, loses, costs } = dataChoiceWords(choice, stack.cost);
          const isBad = choice === 'purge';
          const isChosen = choice === value;
          return (
            <label
              key={choice}
              className={cx(
                'flex cursor-pointer gap-2.5 rounded-md border p-3 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
                isChosen && (isBad ? 'border-bad bg-bad-tint' : 'border-accent bg-accent-tint'),
                !isChosen && (isBad ? 'border-bad-line hover:bg-bad-tint' : 'border-line-strong hover:bg-hover'),
              )}
            >
              <input
                type="radio"
                name="data-choice"
                checked={isChosen}
                onChange={() => onChange(choice)}
                aria-label={title}
                aria-describedby={`data-choice-${choice}`}
                className={cx('mt-0.5 size-4 shrink-0', isBad ? 'accent-bad-solid' : 'accent-accent')}
              />
              <span className="min-w-0">
                <span className={cx('text-sm font-medium', isBad && 'text-bad')}>{title}</span>
                <span
                  id={`data-choice-${choice}`}
                  className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs text-pretty"
                >
                  <Line term="Keeps">{keeps}</Line>
                  <Line term="Loses">{loses}</Line>
                  <Line term="Costs">{costs}</Line>
                </span>
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

function Line({ term, children }: { term: string; children: string }) {
  return (
    <>
      <span className="text-fg-muted">{term}</span>
      <span>{children}</span>
    </>
  );
}
