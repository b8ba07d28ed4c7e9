import type { CheckView } from '@flowport/domain';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { CheckRows } from '#features/checks/checkRows.tsx';
import { outcomeInWords } from '#features/checks/checkWords.ts';
import { capitalize } from '#format/words.ts';

/** What was looked at after the last apply: causes and remedies of what did not pass, the rest in one line. */
export function StackChecks({ checks }: { checks: readonly CheckView[] }) {
  const [first] = checks;
  if (!first) return null;
  return (
    <Panel aria-labelledby="checks-title">
      <PanelHeader
        id="checks-title"
        title="Checks"
        note={
          checks.every(({ status }) => status === 'passed')
            ? 'Everything that was looked at is as it should be.'
            : `${capitalize(outcomeInWords(checks))}.`
        }
        actions={<RelativeTime at={first.checkedAt} className="text-xs text-fg-faint" />}
      />
      <CheckRows checks={checks} />
    </Panel>
  );
}
