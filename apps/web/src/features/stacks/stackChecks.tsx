import type { CheckView } from '@flowport/domain';
import { CircleCheck, CircleMinus, CircleX, TriangleAlert } from 'lucide-react';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { type StatusLook, StatusText } from '#components/ui/statusLabel.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { count } from '#format/words.ts';

const checkLooks: Record<CheckView['status'], StatusLook> = {
  passed: { tone: 'ok', icon: CircleCheck, label: 'Passed' },
  failed: { tone: 'bad', icon: CircleX, label: 'Failed' },
  warning: { tone: 'warn', icon: TriangleAlert, label: 'Warning' },
  skipped: { tone: 'idle', icon: CircleMinus, label: 'Skipped' },
};

/** What was looked at after the last apply, what came of it, and what to do where it did not pass. */
export function StackChecks({ checks }: { checks: readonly CheckView[] }) {
  if (checks.length === 0) return null;
  const failed = checks.filter(({ status }) => status === 'failed').length;
  return (
    <Panel aria-labelledby="checks-title">
      <PanelHeader
        id="checks-title"
        title="Checks"
        note={
          failed > 0
            ? `${failed} of ${count(checks.length, 'check')} did not pass.`
            : 'After the last apply, everything passed.'
        }
      />
      <ul>
        {checks.map((check) => (
          <li key={check.name} className="flex flex-wrap items-start gap-x-4 gap-y-1 border-t border-line px-4 py-2.5">
            <StatusText look={checkLooks[check.status]} className="w-24 shrink-0 text-sm" />
            <div className="min-w-0 flex-1 basis-64">
              <p className="font-medium">{check.title}</p>
              <p className="text-sm wrap-anywhere text-fg-muted">{check.detail}</p>
              {check.remedy ? <p className="mt-0.5 text-sm">{check.remedy}</p> : null}
            </div>
            <RelativeTime at={check.checkedAt} className="text-xs text-fg-faint" />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
