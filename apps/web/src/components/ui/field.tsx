import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './classNames.ts';

export type FieldProblem = { message: string; remedy?: string | undefined };

type FieldProps = {
  id: string;
  label: string;
  description?: ReactNode;
  problem?: FieldProblem | undefined;
  hint?: ReactNode;
  optional?: boolean;
  className?: string;
  /** Gets what ties the control to its explanation and its error. */
  children: (aria: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': true | undefined;
  }) => ReactNode;
};

/**
 * A label, what it means, the control, and what is wrong with what to do about it: four rows, so that fields side by side
 * can share them as a subgrid.
 */
export function Field({ id, label, description, problem, hint, optional, className, children }: FieldProps) {
  const describedBy = [
    description ? `${id}-description` : null,
    problem ? `${id}-problem` : null,
    hint ? `${id}-hint` : null,
  ].filter((part) => part !== null);
  return (
    <div className={cx('flex min-w-0 flex-col', className)}>
      <label htmlFor={id} className="flex items-baseline gap-2 text-sm font-medium text-fg">
        {label}
        {optional ? <span className="text-xs font-normal text-fg-faint">Optional</span> : null}
      </label>
      {description ? (
        <p id={`${id}-description`} className="mt-0.5 text-xs text-pretty text-fg-muted">
          {description}
        </p>
      ) : null}
      <div className="mt-auto pt-1.5">
        {children({
          id,
          'aria-describedby': describedBy.length > 0 ? describedBy.join(' ') : undefined,
          'aria-invalid': problem ? true : undefined,
        })}
      </div>
      {problem || hint ? (
        <div>
          {problem ? <FieldProblemText id={`${id}-problem`} problem={problem} /> : null}
          {hint ? (
            <div id={`${id}-hint`} className="mt-1.5 text-xs text-fg-muted">
              {hint}
            </div>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

export function FieldProblemText({ id, problem }: { id: string; problem: FieldProblem }) {
  return (
    <p id={id} className="mt-1.5 flex items-start gap-1.5 text-xs text-bad">
      <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
      <span>
        {problem.message} {problem.remedy ? <span className="text-fg-muted">{problem.remedy}</span> : null}
      </span>
    </p>
  );
}
