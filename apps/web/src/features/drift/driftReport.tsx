'use client';

import { layerOrder, type RunPlan, type RunView } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useTRPC } from '#client/trpc.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { count } from '#format/words.ts';
import { ConfigurationSection } from './configurationSection.tsx';
import { OutsideChangeRow } from './outsideChangeRow.tsx';
import { SkippedLayers } from './skippedLayers.tsx';

/** What a look for drift found, in place of the plan of other runs: it has nothing that could be approved. */
export function DriftReport({ run, plan }: { run: RunView; plan: RunPlan }) {
  const trpc = useTRPC();
  const { data: drift } = useQuery(trpc.drift.ofRun.queryOptions({ runId: run.id }));
  const layers = layerOrder('drift').flatMap((name) => plan.layers.filter(({ layer }) => layer === name));
  const outside = layers.flatMap(({ layer, drift }) => drift.map((change) => ({ layer, change })));
  const configuration = layers.filter(({ changes }) => changes.length > 0);
  return (
    <div className="space-y-4">
      <SkippedLayers skipped={drift?.skipped ?? []} />
      <Panel aria-labelledby="drift-report-title" className="overflow-hidden">
        <PanelHeader
          id="drift-report-title"
          title="Changed outside"
          note={
            outside.length === 0 ? undefined : `${count(outside.length, 'resource')} not as the last apply left it.`
          }
        />
        {outside.length === 0 ? (
          <div className="border-t border-line">
            <EmptyState icon={CircleCheck} title="Everything is as Flowport left it">
              What differs without anybody’s doing (times, versions, what the autoscaler decides) is not counted.
            </EmptyState>
          </div>
        ) : (
          <ul aria-label="Changed outside" className="border-t border-line">
            {outside.map(({ layer, change }) => (
              <OutsideChangeRow key={`${layer} ${change.address}`} layer={layer} change={change} />
            ))}
          </ul>
        )}
        <ConfigurationSection configuration={configuration} />
      </Panel>
    </div>
  );
}
