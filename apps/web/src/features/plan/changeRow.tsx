'use client';

import type { PlanChange } from '@flowport/domain';
import { ChevronRight } from 'lucide-react';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/classNames.ts';
import { CopyButton } from '#components/ui/copy.tsx';
import { toneText } from '#components/ui/statusLabel.tsx';
import { count } from '#format/words.ts';
import { actionLooks, markLooks } from './actionLook.ts';
import { AttributeTable } from './attributeTable.tsx';
import { typeTitle } from './parts.ts';

/**
 * One resource of a plan. What is created is folded, as its attributes are many and rarely the question; what changes
 * something that exists is open.
 */
export function ChangeRow({ change }: { change: PlanChange }) {
  const { icon: Icon, label, tone } = actionLooks[change.action];
  const hasDetails = change.attributes.length > 0 || change.reason !== null;
  const summary = (
    <>
      <span className={cx('mt-0.5 flex shrink-0 items-center', toneText[tone])} title={label}>
        <Icon aria-hidden className="size-4" />
        <span className="sr-only">{label}</span>
      </span>
      <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
        <span className="text-sm">{typeTitle(change.type)}</span>
        <code className="min-w-0 text-xs wrap-anywhere text-fg-muted">{change.address}</code>
        {change.action === 'forget' ? (
          <Chip tone="warn" title="Flowport manages it no longer; nothing happens to it">
            stays in AWS
          </Chip>
        ) : null}
        {change.importId ? (
          <Chip tone="accent" title="Terraform takes over what already exists">
            imported from {change.importId}
          </Chip>
        ) : null}
      </span>
      <span className="flex shrink-0 flex-wrap justify-end gap-1">
        {change.marks.map((mark) => {
          const look = markLooks[mark];
          return (
            <Chip
              key={mark}
              tone={mark === 'iam' ? 'accent' : 'idle'}
              icon={<look.icon aria-hidden />}
              title={look.title}
            >
              {look.label}
            </Chip>
          );
        })}
      </span>
    </>
  );
  if (!hasDetails) return <li className="flex items-start gap-2.5 py-2 pr-4 pl-10">{summary}</li>;
  return (
    <li>
      <details open={change.action === 'update' || change.action === 'replace'} className="group/change">
        <summary className="flex items-start gap-2.5 py-2 pr-4 pl-4 hover:bg-hover">
          <ChevronRight
            aria-hidden
            className="mt-0.5 -mr-0.5 size-4 shrink-0 text-fg-faint transition-transform group-open/change:rotate-90"
          />
          {summary}
        </summary>
        <div className="border-t border-line bg-sunken py-2 pr-4 pl-4 sm:pl-16.5">
          {change.reason ? <p className="pb-1.5 text-sm">{capitalizeSentence(change.reason)}</p> : null}
          <AttributeTable attributes={change.attributes} label={`Attributes of ${change.address}`} />
          <p className="flex items-center gap-1 pt-1.5 text-xs text-fg-faint">
            {count(change.attributes.length, 'attribute')}
            <CopyButton text={change.address} what={`address ${change.address}`} />
          </p>
        </div>
      </details>
    </li>
  );
}

function capitalizeSentence(text: string): string {
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
