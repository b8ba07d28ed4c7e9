'use client';

import { failureFrom } from '#client/failure.ts';
import { Callout } from '#components/ui/callout.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { CheckButton } from '#features/checks/checkButton.tsx';
import { CheckRows } from '#features/checks/checkRows.tsx';
import { outcomeInWords } from '#features/checks/checkWords.ts';
import { capitalize } from '#format/words.ts';
import type { Preflight } from './usePreflight.ts';

/** What the target says to the request before it is sent: each check with its status, cause and remedy. */
export function PreflightPanel({ preflight }: { preflight: Preflight }) {
  const { checks, isChecking, error, check } = preflight;
  return (
    <Panel aria-labelledby="preflight-title">
      <PanelHeader
        id="preflight-title"
        title="Checked beforehand"
        note="What the target’s account has, allows and lacks. It is looked at again before anything is applied."
        actions={
          <CheckButton size="sm" className="js-only" pending={isChecking} onCheck={check}>
            Check again
          </CheckButton>
        }
      />
      <p role="status" className="px-4 pb-3 text-sm text-fg-muted">
        {standing(preflight)}
      </p>
      {error && !isChecking ? (
        <FailureNotice failure={failureFrom(error)} doing="checking the target" className="mx-4 mb-4" />
      ) : null}
      {checks?.some(({ status }) => status === 'failed') ? (
        <Callout tone="bad" className="mx-4 mb-4" title="What failed has to be put right before this can be sent">
          Change the form, or what is in the account, and check again. Warnings stop nothing.
        </Callout>
      ) : null}
      {checks && checks.length > 0 ? (
        <div aria-busy={isChecking} className={isChecking ? 'opacity-60' : undefined}>
          <CheckRows checks={checks} />
        </div>
      ) : null}
      {!checks && isChecking ? <Rows /> : null}
    </Panel>
  );
}

function standing({ checks, isChecking, error }: Preflight): string {
  if (isChecking) return 'Asking the target …';
  if (error) return 'The target could not be asked.';
  if (!checks || checks.length === 0) return 'There was nothing to check.';
  return `${capitalize(outcomeInWords(checks))}.`;
}

function Rows() {
  return (
    <div aria-hidden className="divide-y divide-line border-t border-line">
      {['w-56', 'w-72', 'w-48'].map((width) => (
        <div key={width} className="flex items-center gap-6 px-4 py-3.5">
          <Skeleton className="h-3.5 w-20" />
          <Skeleton className={`h-3.5 ${width}`} />
        </div>
      ))}
    </div>
  );
}
