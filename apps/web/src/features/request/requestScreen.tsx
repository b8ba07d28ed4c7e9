'use client';

import { type PresetName, parameterOverridesSchema, type StackParameters } from '@flowport/domain';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Page } from '#components/shell/page.tsx';
import { useViewer } from '#components/shell/shellContext.tsx';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { lifetimeHoursOf } from '#features/lifetime/lifetimeChoices.ts';
import { LifetimeField } from '#features/lifetime/lifetimeField.tsx';
import { BasicsSection } from './basicsSection.tsx';
import { overridesBetween } from './draft.ts';
import { EstimatePanel } from './estimatePanel.tsx';
import { FormActions, MobileActions } from './formActions.tsx';
import { DraftFormProvider } from './formContext.tsx';
import { LeaveGuard } from './leaveGuard.tsx';
import { ParameterSections } from './parameterSections.tsx';
import { PresetCards } from './presetCards.tsx';
import { revealProblem } from './revealProblem.ts';
import { ReviewStep } from './reviewStep.tsx';
import { useEstimate } from './useEstimate.ts';
import { usePreflight } from './usePreflight.ts';
import { serverIssues, useRequestDraft } from './useRequestDraft.ts';

const stepParser = parseAsStringLiteral(['form', 'review'] as const)
  .withDefault('form')
  .withOptions({ history: 'push' });

export function RequestScreen({ initialPreset }: { initialPreset: PresetName }) {
  const trpc = useTRPC();
  const router = useRouter();
  const viewer = useViewer();
  const teams = useQuery(trpc.teams.list.queryOptions()).data?.items ?? [];
  const targets = useQuery(trpc.targets.list.queryOptions()).data?.items ?? [];
  const blueprint = useQuery(trpc.blueprints.get.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY })).data;
  const form = useRequestDraft({
    preset: initialPreset,
    teamId: viewer.teams[0]?.id ?? (teams.length === 1 ? (teams[0]?.id ?? '') : ''),
    targetId: targets[0]?.id ?? '',
  });
  const { draft, parameters, issues, changes, base } = form;
  const [showsAll, setShowsAll] = useState(false);
  const [step, setStep] = useQueryState('step', stepParser);
  const estimate = useEstimate(parameters);
  const isReview = step === 'review' && parameters !== undefined && issues.length === 0;

  const preflight = usePreflight(
    isReview
      ? {
          slug: draft.slug,
          teamId: draft.teamId,
          targetId: draft.targetId,
          preset: draft.parameters.preset,
          parameters: overrides(base, parameters),
        }
      : null,
  );

  const request = useMutation(
    trpc.stacks.request.mutationOptions({
      onSuccess: ({ run }) => {
        form.finish();
        router.push(`/runs/${run.id}`);
      },
      onError: (error) => {
        const failure = failureFrom(error);
        form.refuse(failure);
        if (serverIssues(failure).length === 0) return;
        setShowsAll(true);
        void setStep('form');
      },
    }),
  );

  function proceed() {
    if (isReview) {
      if (!request.isPending && preflight.blocks === null)
        request.mutate({ ...basics(), parameters: overrides(base, parameters) });
      return;
    }
    setShowsAll(true);
    const first = issues[0];
    if (first) return revealProblem(first.path);
    void setStep('review');
    window.scrollTo({ top: 0 });
  }

  function basics() {
    const { slug, teamId, targetId, description } = draft;
    const lifetimeHours = lifetimeHoursOf(draft.lifetime ?? '');
    const lifetime = lifetimeHours === undefined ? {} : { lifetimeHours };
    return { slug, teamId, targetId, description, preset: draft.parameters.preset, ...lifetime };
  }

  const actions = {
    isReview,
    isPending: request.isPending,
    problems: showsAll ? issues.length : 0,
    blocks: preflight.blocks,
    onBack: () => void setStep('form'),
    sendLabel: 'Send the request',
    reviewLabel: 'Review the request',
  };
  return (
    <Page
      crumbs={[{ label: 'Stacks', href: '/stacks' }, { label: 'Request a stack' }]}
      title={isReview ? `Review the request for ${draft.slug}` : 'Request a stack'}
      meta={
        isReview
          ? 'Nothing has been sent yet.'
          : `A Metaflow deployment of its own in AWS${blueprint ? `, after the blueprint ${blueprint.id} ${blueprint.version}` : ''}. Every value can be left as its preset has it.`
      }
    >
      <LeaveGuard isActive={form.isDirty} keepsDraft />
      <form
        noValidate
        className="grid grid-cols-1 items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_20rem]"
        onSubmit={(event) => {
          event.preventDefault();
          proceed();
        }}
      >
        <div className="min-w-0 space-y-4">
          {form.refused ? <FailureNotice failure={form.refused} doing="sending the request" /> : null}
          {form.isRestored && !isReview ? (
            <RestoredNotice
              onStartOver={() => {
                setShowsAll(false);
                form.startOver();
              }}
            />
          ) : null}
          {isReview ? (
            <ReviewStep
              draft={draft}
              parameters={parameters}
              changes={changes}
              team={teams.find(({ id }) => id === draft.teamId)}
              target={targets.find(({ id }) => id === draft.targetId)}
              estimate={estimate}
              preflight={preflight}
            />
          ) : (
            <DraftFormProvider
              draft={draft}
              onDraft={form.change}
              issues={issues}
              showsAll={showsAll}
              baseline={base}
              baselineWord="Preset"
            >
              <BasicsSection teams={teams} targets={targets} slugCheck={form.slugCheck} />
              <LifetimeField
                target={targets.find(({ id }) => id === draft.targetId)}
                value={draft.lifetime ?? ''}
                onChange={(lifetime) => form.change((current) => ({ ...current, lifetime }))}
              />
              <Panel aria-labelledby="preset-title">
                <PanelHeader
                  id="preset-title"
                  title="Preset"
                  note="Where all values below start, and what they may be."
                />
                <div className="px-4 pb-4">
                  <PresetCards value={draft.parameters.preset} onChange={form.choosePreset} />
                </div>
              </Panel>
              <ParameterSections issues={showsAll ? issues : []} changes={changes} />
            </DraftFormProvider>
          )}
        </div>
        <div className="min-w-0 lg:sticky lg:top-16">
          <EstimatePanel estimate={estimate} isValid={parameters !== undefined} isCompact={isReview}>
            <FormActions {...actions} />
          </EstimatePanel>
        </div>
        <MobileActions {...actions} cost={estimate.view?.cost} />
      </form>
    </Page>
  );
}

/** The network is always sent: what was shown as free is what is asked for. */
function overrides(base: StackParameters, parameters: StackParameters) {
  const changed = parameterOverridesSchema.parse(overridesBetween(base, parameters));
  return { ...changed, network: { ...changed.network, cidr: parameters.network.cidr } };
}

function RestoredNotice({ onStartOver }: { onStartOver: () => void }) {
  return (
    <Callout
      tone="accent"
      title="Your draft is back"
      actions={
        <Button size="sm" onClick={onStartOver}>
          Start over
        </Button>
      }
    >
      You left this form without sending it.
    </Callout>
  );
}
