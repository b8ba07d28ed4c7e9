'use client';

import { completeParameters, isFinal, type RunView } from '@flowport/domain';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { CostDifferencePanel } from '#features/costs/costDifferencePanel.tsx';
import { DifferenceTable } from '#features/request/differenceTable.tsx';
import { parameterChanges } from '#features/request/draft.ts';
import { count } from '#format/words.ts';
import { useRunStack } from './useRunStack.ts';

/** What an undecided change would move: parameters and the monthly bill, beside what the stack has today. */
export function RunChange({ run }: { run: RunView }) {
  const stack = useRunStack(run);
  if (run.kind !== 'update' || isFinal(run.status) || !stack) return null;
  const changes = parameterChanges(completeParameters(stack.parameters), completeParameters(run.parameters));
  if (changes.length === 0) return null;
  return (
    <>
      <Panel aria-labelledby="run-change">
        <PanelHeader id="run-change" title={count(changes.length, 'parameter changes', 'parameters change')} />
        <div className="border-t border-line px-4 py-1">
          <DifferenceTable changes={changes} label="Parameters that change" />
        </div>
      </Panel>
      <CostDifferencePanel before={stack.cost} after={run.cost} />
    </>
  );
}
