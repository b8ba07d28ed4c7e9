'use client';

import { ChevronRight, CircleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Chip } from '#components/ui/chip.tsx';
import { count } from '#format/words.ts';

type SectionPanelProps = {
  id: string;
  title: string;
  description: string;
  /** What it holds, shown while it is folded. */
  summary: string;
  problems: number;
  changes: number;
  children: ReactNode;
};

/** A part of the form, folded while its values are those of the preset; opens by itself when something is wrong in it. */
export function SectionPanel({ id, title, description, summary, problems, changes, children }: SectionPanelProps) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (problems > 0 && details.current) details.current.open = true;
  }, [problems]);
  return (
    <details ref={details} id={`section-${id}`} className="group rounded-lg border border-line bg-surface">
      <summary className="flex items-start gap-2.5 rounded-lg px-4 py-3 hover:bg-hover group-open:rounded-b-none">
        <ChevronRight
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-fg-faint transition-transform group-open:rotate-90"
        />
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-2">
            <h2 className="text-sm font-semibold">{title}</h2>
            {problems > 0 ? (
              <Chip tone="bad" icon={<CircleAlert aria-hidden />}>
                {count(problems, 'problem')}
              </Chip>
            ) : null}
            {changes > 0 ? <Chip tone="accent">{count(changes, 'change')}</Chip> : null}
          </span>
          <span className="mt-0.5 block text-xs text-fg-muted wrap-anywhere group-open:hidden">{summary}</span>
          <span className="mt-0.5 hidden text-xs text-fg-muted group-open:block">{description}</span>
        </span>
      </summary>
      <div className="grid gap-x-6 gap-y-5 border-t border-line p-4 sm:grid-cols-2">{children}</div>
    </details>
  );
}
