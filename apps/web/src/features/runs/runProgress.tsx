'use client';

import { isFinal, type RunView } from '@flowport/domain';
import { ChevronRight } from 'lucide-react';
import { Panel } from '#components/ui/panel.tsx';
import { type StatusLook, StatusText } from '#components/ui/statusLabel.tsx';
import { runLook, stepStatusLooks } from './runStatus.tsx';
import { runHref } from './runTabs.ts';
import { stepLabel } from './stepLabel.ts';
import { Timeline } from './timeline.tsx';

/** The steps of a run: beside the contents where there is room, else folded into one line that says where it stands. */
export function RunProgress({ run }: { run: RunView }) {
  const href = (step: string) => runHref(run.id, 'log', step);
  const done = run.steps.filter(({ status }) => status === 'succeeded').length;
  const { look, words } = standing(run);
  return (
    <>
      <Panel aria-label="Progress" className="hidden p-4 pb-1.5 lg:block">
        <Timeline run={run} href={href} />
      </Panel>
      <details className="group rounded-lg border border-line lg:hidden">
        <summary className="flex items-center gap-2 px-3.5 py-3">
          <ChevronRight aria-hidden className="size-4 text-fg-faint transition-transform group-open:rotate-90" />
          <StatusText look={{ ...look, label: words }} />
          <span className="ml-auto text-xs text-fg-muted tabular-nums">
            {done} of {run.steps.length} steps
          </span>
        </summary>
        <div className="border-t border-line px-4 pt-4 pb-1.5">
          <Timeline run={run} href={href} />
        </div>
      </details>
    </>
  );
}

/** The one step to name: what runs, else what failed, else how the run stands as a whole. */
function standing(run: RunView): { look: StatusLook; words: string } {
  const step =
    run.steps.find(({ status }) => status === 'running') ?? run.steps.find(({ status }) => status === 'failed');
  if (step && !(isFinal(run.status) && step.status === 'running')) {
    return { look: stepStatusLooks[step.status], words: stepLabel(step.name, step.layer) };
  }
  const look = runLook(run);
  return { look, words: look.label };
}
