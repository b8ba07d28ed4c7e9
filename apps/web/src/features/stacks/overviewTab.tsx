'use client';

import { layers, type StackView } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '#client/trpc.tsx';
import { CopyButton } from '#components/ui/copy.tsx';
import { Link } from '#components/ui/link.tsx';
import { Fact, Facts, Panel, PanelHeader } from '#components/ui/panel.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { CostSource } from '#features/costs/costSource.tsx';
import { CostTable } from '#features/costs/costTable.tsx';
import { DriftCallout } from '#features/drift/driftCallout.tsx';
import { DriftPanel } from '#features/drift/driftPanel.tsx';
import { LifetimePanel } from '#features/lifetime/lifetimePanel.tsx';
import { latestRunsInput } from '#features/runs/listQuery.ts';
import { RunList } from '#features/runs/runList.tsx';
import { layerSummaries, layerTitles } from '#features/runs/stepLabel.ts';
import { formatCents, formatCentsRange } from '#format/money.ts';
import { count } from '#format/words.ts';
import { retainedCents } from './dataChoices.ts';
import { StackChecks } from './stackChecks.tsx';
import { StackCondition } from './stackCondition.tsx';
import { stackHref } from './stackTabs.ts';

export function OverviewTab({ stack }: { stack: StackView }) {
  return (
    <div className="grid grid-cols-1 items-start gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="min-w-0 space-y-5">
        <StackCondition stack={stack} />
        <DriftCallout stack={stack} />
        {stack.status === 'degraded' ? <StackChecks checks={stack.checks} /> : null}
        <Panel aria-labelledby="about-title">
          <PanelHeader id="about-title" title="About" />
          <div className="border-t border-line p-4">
            <p className="max-w-prose text-sm whitespace-pre-wrap wrap-anywhere">
              {stack.description || <span className="text-fg-faint">Nobody wrote what it is for.</span>}
            </p>
            <Facts className="mt-5">
              <Fact term="Owner">
                {stack.owner.name}
                <span className="block text-xs wrap-anywhere text-fg-muted">{stack.owner.email}</span>
              </Fact>
              <Fact term="Team">{stack.team.name}</Fact>
              <Fact term="Target">
                {stack.target.name}
                <span className="block text-xs text-fg-muted">{stack.target.region}</span>
              </Fact>
              <Fact term="Blueprint">
                {stack.blueprint.id}
                <span className="block text-xs text-fg-muted">version {stack.blueprint.version}</span>
              </Fact>
            </Facts>
          </div>
        </Panel>
        {stack.status === 'degraded' ? null : <StackChecks checks={stack.checks} />}
        <LifetimePanel stack={stack} />
        <DriftPanel stack={stack} />
        <Layers stack={stack} />
        <RecentRuns stackId={stack.id} />
      </div>
      <CostPanel stack={stack} />
    </div>
  );
}

function Layers({ stack }: { stack: StackView }) {
  return (
    <Panel aria-labelledby="layers-title">
      <PanelHeader
        id="layers-title"
        title="Layers"
        note={`Each has its own Terraform state in the workspace ${stack.slug}.`}
      />
      <ul>
        {layers.map((layer, index) => {
          const stateKey = stack.stateKeys[index];
          return (
            <li key={layer} className="flex flex-wrap gap-x-6 gap-y-1 border-t border-line px-4 py-3">
              <div className="min-w-0 flex-1 basis-64">
                <p className="font-medium">{layerTitles[layer]}</p>
                <p className="text-xs text-fg-muted">{layerSummaries[layer]}</p>
                {stateKey ? (
                  <p className="flex items-center gap-1 text-fg-faint">
                    <code className="text-2xs wrap-anywhere">{stateKey}</code>
                    <CopyButton text={stateKey} what={`state key of ${layer}`} />
                  </p>
                ) : null}
              </div>
              <p className="text-sm text-fg-muted tabular-nums">
                {stack.resources ? count(stack.resources[layer] ?? 0, 'resource') : 'not applied yet'}
              </p>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

const runsShown = 3;

function RecentRuns({ stackId }: { stackId: string }) {
  const trpc = useTRPC();
  const runs = useQuery(trpc.runs.list.queryOptions(latestRunsInput(stackId)));
  return (
    <section aria-labelledby="recent-runs-title">
      <div className="mb-2 flex items-baseline justify-between">
        <h2 id="recent-runs-title" className="text-sm font-semibold">
          Latest runs
        </h2>
        <Link href={stackHref(stackId, 'runs')} className="rounded-sm text-xs text-accent-text hover:underline">
          All runs
        </Link>
      </div>
      {runs.data ? (
        <RunList items={runs.data.items.slice(0, runsShown)} showsStack={false} />
      ) : (
        <div className="rounded-lg border border-line">
          <SkeletonRows rows={runsShown} label="Loading the runs" />
        </div>
      )}
    </section>
  );
}

function CostPanel({ stack }: { stack: StackView }) {
  const { cost } = stack;
  const isRetained = stack.status === 'retained';
  return (
    <Panel aria-labelledby="cost-title" className="overflow-hidden">
      <div className="px-4 py-3">
        <h2 id="cost-title" className="text-xs font-medium text-fg-muted">
          Estimated cost a month
        </h2>
        <p className="mt-1 text-xl font-semibold tracking-tight tabular-nums">
          {isRetained ? formatCents(retainedCents(cost)) : formatCentsRange(cost.floorCents, cost.ceilingCents)}
        </p>
        {isRetained ? (
          <p className="mt-0.5 text-xs text-fg-muted tabular-nums">
            For what holds the data. With its compute, as listed: {formatCentsRange(cost.floorCents, cost.ceilingCents)}
            .
          </p>
        ) : null}
      </div>
      <CostTable cost={cost} />
      <CostSource cost={cost} className="border-t border-line px-4 py-2" />
    </Panel>
  );
}
