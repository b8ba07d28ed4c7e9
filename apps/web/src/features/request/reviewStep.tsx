'use client';

import { presets, type StackParameters, type TargetView, type TeamView } from '@flowport/domain';
import { FlaskConical } from 'lucide-react';
import { Fact, Facts, Panel, PanelHeader } from '#components/ui/panel.tsx';
import { CostBreakdown } from '#features/costs/costBreakdown.tsx';
import { lifetimeWords } from '#features/lifetime/lifetimeChoices.ts';
import { formatCentsRange } from '#format/money.ts';
import { count } from '#format/words.ts';
import { AllParameters } from './allParameters.tsx';
import { DifferenceTable } from './differenceTable.tsx';
import type { ParameterChange, StackDraft } from './draft.ts';
import { KubernetesSupport } from './kubernetesSupport.tsx';
import { optionLabel } from './optionLabels.ts';
import { PreflightPanel } from './preflightPanel.tsx';
import type { Estimate } from './useEstimate.ts';
import type { Preflight } from './usePreflight.ts';

type ReviewStepProps = {
  draft: StackDraft;
  parameters: StackParameters;
  changes: readonly ParameterChange[];
  team: TeamView | undefined;
  target: TargetView | undefined;
  estimate: Estimate;
  preflight: Preflight;
};

/** Everything that is about to be sent, and what happens after. */
export function ReviewStep(props: ReviewStepProps) {
  const { draft, parameters, changes, team, target, estimate, preflight } = props;
  const preset = presets[parameters.preset].title;
  return (
    <div className="space-y-4">
      <Panel aria-labelledby="review-basics">
        <PanelHeader id="review-basics" title={draft.slug} note={draft.description || 'No description'} />
        <Facts className="border-t border-line p-4">
          <Fact term="Team">{team?.name ?? draft.teamId}</Fact>
          <Fact term="Target">
            <span className="inline-flex items-center gap-1.5">
              {target?.kind === 'sandbox' ? <FlaskConical aria-label="Sandbox" className="size-3.5 text-warn" /> : null}
              {target ? `${target.name}, ${target.region}` : draft.targetId}
            </span>
          </Fact>
          <Fact term="Preset">{preset}</Fact>
          <Fact term="Lifetime">{lifetimeWords(draft.lifetime ?? '', target?.policy)}</Fact>
          <Fact term="Network">
            <code className="text-xs">{parameters.network.cidr}</code>
          </Fact>
          <Fact term="Access">{optionLabel('endpoint.mode', parameters.endpoint.mode)}</Fact>
          <Fact term="Teams">{parameters.teams.length === 0 ? 'one workspace' : parameters.teams.join(', ')}</Fact>
          <Fact term="Kubernetes">{parameters.cluster.kubernetesVersion}</Fact>
          {estimate.view ? (
            <Fact term="Cost a month">
              {formatCentsRange(estimate.view.cost.floorCents, estimate.view.cost.ceilingCents)}
            </Fact>
          ) : null}
        </Facts>
        <div className="px-4 not-empty:pb-4">
          <KubernetesSupport version={parameters.cluster.kubernetesVersion} />
        </div>
      </Panel>
      <PreflightPanel preflight={preflight} />
      <Panel aria-labelledby="review-changes">
        <PanelHeader
          id="review-changes"
          title={changes.length === 0 ? `As the preset ${preset}` : `Different from the preset ${preset}`}
          note={changes.length === 0 ? 'No parameter was changed.' : `${count(changes.length, 'parameter')} changed.`}
        />
        {changes.length > 0 ? (
          <div className="border-t border-line px-4 py-1">
            <DifferenceTable changes={changes} label={`Differences from the preset ${preset}`} />
          </div>
        ) : null}
      </Panel>
      {estimate.view ? <CostBreakdown cost={estimate.view.cost} /> : null}
      <AllParameters parameters={parameters} open />
      <Panel aria-labelledby="review-next">
        <PanelHeader id="review-next" title="What happens next" />
        <ol className="space-y-2.5 border-t border-line p-4 text-sm">
          <Step number={1} title="Plan">
            Terraform works out what it would create. Nothing is created yet.
          </Step>
          <Step number={2} title="Approval">
            An approver reads the plan and decides. You may cancel until then at no cost.
          </Step>
          <Step number={3} title="Apply">
            Exactly the approved plan is applied, layer by layer, while you watch.
          </Step>
          <Step number={4} title="Connect">
            The stack is checked; endpoints, identities and a Metaflow configuration are ready to copy.
          </Step>
        </ol>
      </Panel>
    </div>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: string }) {
  return (
    <li className="flex gap-3">
      <span
        aria-hidden
        className="grid size-5 shrink-0 place-items-center rounded-full border border-line-strong text-2xs text-fg-muted"
      >
        {number}
      </span>
      <span>
        <span className="font-medium">{title}.</span> <span className="text-fg-muted">{children}</span>
      </span>
    </li>
  );
}
