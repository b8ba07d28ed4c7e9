import type { CheckView } from '@flowport/domain';
import { ChevronRight } from 'lucide-react';
import { StatusText } from '#components/ui/statusLabel.tsx';
import { count } from '#format/words.ts';
import { checkLooks } from './checkLooks.ts';

type Check = Omit<CheckView, 'checkedAt'>;

/** The worst first, as that is what somebody has to do something about. */
const severity: Record<Check['status'], number> = { failed: 0, warning: 1, skipped: 2, passed: 3 };

/** Checks with their cause and remedy. What did not pass is open; the rest is one line that unfolds. */
export function CheckRows({ checks }: { checks: readonly Check[] }) {
  const passed = checks.filter(({ status }) => status === 'passed');
  const others = checks
    .filter(({ status }) => status !== 'passed')
    .toSorted((left, right) => severity[left.status] - severity[right.status]);
  return (
    <>
      {others.length > 0 ? <Rows checks={others} /> : null}
      {passed.length > 0 ? (
        <details className="group">
          <summary className="flex items-center gap-2 rounded-b-lg border-t border-line px-4 py-2.5 hover:bg-hover">
            <ChevronRight aria-hidden className="size-4 text-fg-faint transition-transform group-open:rotate-90" />
            <StatusText look={{ ...checkLooks.passed, label: `${count(passed.length, 'check')} passed` }} />
          </summary>
          <Rows checks={passed} />
        </details>
      ) : null}
    </>
  );
}

function Rows({ checks }: { checks: readonly Check[] }) {
  return (
    <ul>
      {checks.map((check) => (
        <li key={check.name} className="flex flex-wrap items-start gap-x-4 gap-y-1 border-t border-line px-4 py-2.5">
          <StatusText look={checkLooks[check.status]} className="w-24 shrink-0 text-sm" />
          <div className="min-w-0 flex-1 basis-64">
            <p className="font-medium">{check.title}</p>
            <p className="text-sm wrap-anywhere text-fg-muted">{check.detail}</p>
            {check.remedy ? (
              <p className="mt-0.5 text-sm wrap-anywhere">
                <span className="font-medium">What to do: </span>
                {check.remedy}
              </p>
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  );
}
