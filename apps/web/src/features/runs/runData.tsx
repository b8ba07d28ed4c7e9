'use client';

import type { RunView, StackView } from '@flowport/domain';
import { Callout } from '#components/ui/callout.tsx';
import { dataChoiceWords } from '#features/stacks/dataChoices.ts';
import { KeptList } from '#features/stacks/keptList.tsx';
import { useRunStack } from './useRunStack.ts';

/** What the destroy does to the data: who decides reads it before the plan. */
export function RunData({ run }: { run: RunView }) {
  const stack = useRunStack(run);
  if (run.data === null || !stack) return null;
  return <DataFate run={run} choice={run.data} stack={stack} />;
}

type DataFateProps = { run: RunView; choice: NonNullable<RunView['data']>; stack: StackView };

function DataFate({ run, choice, stack }: DataFateProps) {
  const { title, keeps, loses, costs } = dataChoiceWords(choice, stack.cost);
  return (
    <Callout tone={choice === 'purge' ? 'bad' : 'idle'} title={`The data: ${inChoice(title)}`}>
      <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        <dt>Keeps</dt>
        <dd className="text-fg">{keeps}</dd>
        <dt>Loses</dt>
        <dd className="text-fg">{loses}</dd>
        <dt>Costs</dt>
        <dd className="text-fg">{costs}</dd>
        {run.kept.length > 0 ? (
          <>
            <dt>By name</dt>
            <dd className="min-w-0">
              <KeptList kept={run.kept} label="What is kept" />
            </dd>
          </>
        ) : null}
      </dl>
    </Callout>
  );
}

function inChoice(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
