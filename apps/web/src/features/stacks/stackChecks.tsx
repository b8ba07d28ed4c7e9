import type { CheckView } from '@flowport/domain';
import { ChevronRight, CircleCheck, CircleMinus, CircleX, TriangleAlert } from 'lucide-react';
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

/** What was looked at after the last apply. What did not pass is open, with what to do; the rest is one line. */
export function StackChecks({ checks }: { checks: readonly CheckView[] }) {
  const [first] = checks;
  if (!first) return null;
  const passed = checks.filter(({ status }) => status === 'passed');
  const others = checks.filter(({ status }) => status !== 'passed');
  return (
    <Panel aria-labelledby="checks-title">
      <PanelHeader
        id="checks-title"
        title="Checks"
        note={
          others.length === 0
            ? 'Everything that was looked at is as it should be.'
            : `${others.length} of ${count(checks.length, 'check')} did not pass.`
        }
        actions={<RelativeTime at={first.checkedAt} className="text-xs text-fg-faint" />}
      />
      {others.length > 0 ? <CheckList checks={others} /> : null}
      {passed.length > 0 ? (
        <details className="group">
          <summary className="flex items-center gap-2 rounded-b-lg border-t border-line px-4 py-2.5 hover:bg-hover">
            <ChevronRight aria-hidden className="size-4 text-fg-faint transition-transform group-open:rotate-90" />
            <StatusText look={{ ...checkLooks.passed, label: `${count(passed.length, 'check')} passed` }} />
          </summary>
          <CheckList checks={passed} />
        </details>
      ) : null}
    </Panel>
  );
}

function CheckList({ checks }: { checks: readonly CheckView[] }) {
  return (
    <ul>
      {checks.map((check) => (
        <li key={check.name} className="flex flex-wrap items-start gap-x-4 gap-y-1 border-t border-line px-4 py-2.5">
          <StatusText look={checkLooks[check.status]} className="w-24 shrink-0 text-sm" />
          <div className="min-w-0 flex-1 basis-64">
            <p className="font-medium">{check.title}</p>
            <p className="text-sm wrap-anywhere text-fg-muted">{check.detail}</p>
            {check.remedy ? <p className="mt-0.5 text-sm">{check.remedy}</p> : null}
          </div>
        </li>
      ))}
    </ul>
  );
}
