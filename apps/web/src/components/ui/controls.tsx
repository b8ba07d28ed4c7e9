import { ChevronDown, Search } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './classNames.ts';

const controlStyle =
  'w-full rounded-md border border-line-strong bg-surface text-sm text-fg shadow-xs transition-colors duration-100 hover:border-control focus-visible:border-accent focus-visible:outline-1 focus-visible:-outline-offset-1 disabled:bg-sunken disabled:text-fg-faint aria-invalid:border-bad';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={cx(controlStyle, 'h-8 px-2.5', className)} />;
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...rest} className={cx(controlStyle, 'min-h-18 px-2.5 py-1.5', className)} />;
}

/** The browser's own select: works before any script, on every phone, and with every screen reader. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={cx('relative inline-flex w-full', className)}>
      <select {...rest} className={cx(controlStyle, 'h-8 appearance-none pr-8 pl-2.5')}>
        {children}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-2 right-2.5 size-4 text-fg-faint" />
    </span>
  );
}

export function SearchInput({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <span className={cx('relative inline-flex w-full', className)}>
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-fg-faint" />
      <input type="search" {...rest} className={cx(controlStyle, 'h-8 pr-2.5 pl-8')} />
    </span>
  );
}

type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'children'> & { label: ReactNode; note?: ReactNode };

export function Checkbox({ label, note, className, ...rest }: CheckboxProps) {
  return (
    <label className={cx('flex items-start gap-2 text-sm', className)}>
      <input
        {...rest}
        type="checkbox"
        className="mt-0.5 size-4 shrink-0 rounded-xs accent-accent disabled:opacity-50"
      />
      <span className="min-w-0">
        <span className="text-fg">{label}</span>
        {note ? <span className="block text-xs text-fg-muted">{note}</span> : null}
      </span>
    </label>
  );
}

type SwitchProps = Omit<ComponentProps<'input'>, 'type' | 'role'>;

/** A checkbox in the shape of a switch, for what takes effect as a state rather than as an answer. */
export function Switch({ className, ...rest }: SwitchProps) {
  return (
    <span className={cx('relative inline-flex h-5 w-9 shrink-0', className)}>
      <input
        {...rest}
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox tells by itself whether it is checked
        role="switch"
        className="peer absolute inset-0 m-0 size-full cursor-pointer appearance-none rounded-full border border-control bg-active transition-colors checked:border-accent checked:bg-accent disabled:cursor-not-allowed disabled:opacity-50"
      />
      <span
        aria-hidden
        className="pointer-events-none absolute top-[3px] left-[3px] size-3.5 rounded-full bg-control transition-transform peer-checked:translate-x-4 peer-checked:bg-on-accent"
      />
    </span>
  );
}

type SegmentsProps<V extends string | number> = {
  name: string;
  legend: string;
  value: V;
  onChange: (value: V) => void;
  options: readonly { value: V; label: string; disabled?: boolean }[];
  describedBy?: string | undefined;
};

/** A choice of few, all of them in sight. */
export function Segments<V extends string | number>(props: SegmentsProps<V>) {
  const { name, legend, value, onChange, options, describedBy } = props;
  return (
    <fieldset
      aria-describedby={describedBy}
      className="inline-flex rounded-md border border-line-strong bg-sunken p-0.5"
    >
      <legend className="sr-only">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex h-6.5 cursor-pointer items-center rounded-sm border border-transparent px-2.5 text-sm text-fg-muted has-checked:border-line-strong has-checked:bg-raised has-checked:text-fg has-checked:shadow-xs has-disabled:cursor-not-allowed has-disabled:opacity-50 has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={option.value === value}
            disabled={option.disabled ?? false}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
