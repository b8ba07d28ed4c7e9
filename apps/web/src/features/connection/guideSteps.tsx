'use client';

import type { ConnectionWorkspace } from '@flowport/domain';
import type { ReactNode } from 'react';
import { CommandBlock, CopyButton } from '#components/ui/copy.tsx';

type Guide = ConnectionWorkspace['guides'][number];

/** The steps of one kind of users in their order. Each line is complete: copied, it works. */
export function GuideSteps({ guide }: { guide: Guide }) {
  const settings = guide.lines.filter(isSetting);
  const steps = guide.lines.filter((line) => !isSetting(line));
  // The environment of a job is pasted as a whole, so it is one step however many variables it has.
  const settingsAt = guide.lines.findIndex(isSetting);
  const before = settingsAt === -1 ? steps : steps.filter((line) => guide.lines.indexOf(line) < settingsAt);
  const after = steps.slice(before.length);
  return (
    <ol aria-label={`Steps: ${guide.title}`} className="space-y-4">
      {before.map((line, index) => (
        <Step key={line.title} number={index + 1} title={line.title}>
          <CommandBlock command={line.text} what={line.title.toLowerCase()} />
        </Step>
      ))}
      {settings.length > 0 ? (
        <Step
          number={before.length + 1}
          title="Configure Metaflow by its environment"
          actions={
            <CopyButton text={settings.map(({ text }) => text).join('\n')} what={`all ${settings.length} variables`} />
          }
        >
          <ul aria-label="Variables" className="divide-y divide-line rounded-md border border-line bg-sunken">
            {settings.map((line) => (
              <li key={line.title} className="flex items-start gap-2 py-0.5 pr-1 pl-3">
                <code className="min-w-0 flex-1 py-1 text-xs leading-5 wrap-anywhere">{line.text}</code>
                <CopyButton text={line.text} what={line.title} />
              </li>
            ))}
          </ul>
        </Step>
      ) : null}
      {after.map((line, index) => (
        <Step key={line.title} number={before.length + (settings.length > 0 ? 2 : 1) + index} title={line.title}>
          <CommandBlock command={line.text} what={line.title.toLowerCase()} />
        </Step>
      ))}
    </ol>
  );
}

/** The pack names such a line by its variable. */
function isSetting(line: Guide['lines'][number]): boolean {
  return line.text.startsWith(`export ${line.title}=`);
}

type StepProps = { number: number; title: string; actions?: ReactNode; children: ReactNode };

function Step({ number, title, actions, children }: StepProps) {
  return (
    <li className="flex gap-3">
      <span
        aria-hidden
        className="grid size-5 shrink-0 place-items-center rounded-full bg-accent-tint text-2xs font-semibold text-accent-text tabular-nums"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-center justify-between gap-3">
          <h3 className="text-sm font-medium">{title}</h3>
          {actions}
        </div>
        <div className="mt-1.5">{children}</div>
      </div>
    </li>
  );
}
