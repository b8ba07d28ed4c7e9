'use client';

import type { TargetView } from '@flowport/domain';
import { useEffect, useRef } from 'react';
import { failureFrom } from '#client/failure.ts';
import { LinkButton } from '#components/ui/button.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { StatusLabel } from '#components/ui/statusLabel.tsx';
import { CheckButton } from '#features/checks/checkButton.tsx';
import { outcomeInWords, overallOutcome } from '#features/checks/checkWords.ts';
import { CheckList } from './checkList.tsx';
import { targetLooks } from './targetLooks.ts';
import { useCheckTarget } from './useCheckTarget.ts';

type AddedTargetProps = { target: TargetView; onChecked: (target: TargetView) => void };

/** What AWS said when the role of a new target was tried; the form is gone, so the focus comes here. */
export function AddedTarget({ target, onChecked }: AddedTargetProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const check = useCheckTarget(onChecked);
  const outcome = overallOutcome(target.checks);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Panel aria-labelledby="added-target">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-3">
        <h2
          id="added-target"
          ref={heading}
          tabIndex={-1}
          className="min-w-0 text-base font-semibold outline-none wrap-anywhere"
        >
          {target.name} is added
        </h2>
        <StatusLabel look={targetLooks[outcome]} />
      </header>
      <div className="space-y-4 p-4">
        <p className="text-sm text-pretty text-fg-muted">
          {outcome === 'failed'
            ? 'It is kept, but its stacks could not be planned yet. Put in order what the check names, then check again.'
            : 'Teams can choose it from now on when they request a stack.'}
        </p>
        {check.error ? <FailureNotice failure={failureFrom(check.error)} doing={`checking ${target.name}`} /> : null}
        <CheckList checks={target.checks} label={`Checks of ${target.name}`} />
        <p role="status" className="sr-only">
          {check.isPending ? 'Checking again' : `Checked: ${outcomeInWords(target.checks)}`}
        </p>
        <div className="flex flex-wrap gap-2">
          <LinkButton href="/targets" kind={outcome === 'failed' ? 'secondary' : 'primary'}>
            To the targets
          </LinkButton>
          <CheckButton
            kind={outcome === 'failed' ? 'primary' : 'secondary'}
            pending={check.isPending}
            onCheck={() => check.mutate({ targetId: target.id })}
          >
            Check again
          </CheckButton>
        </div>
      </div>
    </Panel>
  );
}
