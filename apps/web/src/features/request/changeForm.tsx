'use client';

import {
  descriptionSchema,
  parameterOverridesSchema,
  refusedChanges,
  type StackParameters,
  type StackView,
} from '@flowport/domain';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { type ReactNode, useMemo, useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { Textarea } from '#components/ui/controls.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Field } from '#components/ui/field.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { CostDifferencePanel } from '#features/costs/costDifferencePanel.tsx';
import { count } from '#format/words.ts';
import { AllParameters } from './allParameters.tsx';
import { DifferenceTable } from './differenceTable.tsx';
import {
  checkedParameters,
  draftParameters,
  overridesBetween,
  parameterChanges,
  parameterIssues,
  type StackDraft,
  tagIssues,
  tagRows,
} from './draft.ts';
import { EstimatePanel } from './estimatePanel.tsx';
import { FormActions, MobileActions } from './formActions.tsx';
import { DraftFormProvider } from './formContext.tsx';
import { LeaveGuard } from './leaveGuard.tsx';
import { ParameterSections } from './parameterSections.tsx';
import { PreflightPanel } from './preflightPanel.tsx';
import { revealProblem } from './revealProblem.ts';
import { useEstimate } from './useEstimate.ts';
import { usePreflight } from './usePreflight.ts';
import { serverIssues } from './useRequestDraft.ts';

const stepParser = parseAsStringLiteral(['form', 'review'] as const)
  .withDefault('form')
  .withOptions({ history: 'push' });

/** The form of a request, filled with what the stack is today; beside it what would be another. */
export function ChangeForm({ stack, parameters: before }: { stack: StackView; parameters: StackParameters }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [draft, setDraft] = useState(
    (): StackDraft => ({
      slug: stack.slug,
      teamId: stack.team.id,
      targetId: stack.target.id,
      description: '',
      parameters: draftParameters(before),
      tags: tagRows(before.tags),
    }),
  );
  const [showsAll, setShowsAll] = useState(false);
  const [step, setStep] = useQueryState('step', stepParser);
  const change = useMutation(
    trpc.stacks.change.mutationOptions({
      onSuccess: ({ run }) => router.push(`/runs/${run.id}`),
      onError: (error) => {
        if (serverIssues(failureFrom(error)).length > 0) void setStep('form');
      },
    }),
  );
  const failure = change.error ? failureFrom(change.error) : null;
  const after = useMemo(() => checkedParameters(draft), [draft]);
  const issues = useMemo(() => {
    const reason = descriptionSchema.safeParse(draft.description);
    const wrongReason = reason.success ? undefined : reason.error.issues[0];
    return [
      ...parameterIssues(draft),
      ...tagIssues(draft),
      ...(after ? refusedChanges(before, after, { hasCompute: stack.status !== 'retained' }) : []),
      ...(wrongReason ? [{ path: 'description', rule: wrongReason.code, message: wrongReason.message }] : []),
    ];
  }, [draft, before, after, stack.status]);
  const changes = useMemo(() => (after ? parameterChanges(before, after) : []), [before, after]);
  const estimate = useEstimate(after);
  const isReview = step === 'review' && after !== undefined && changes.length > 0 && issues.length === 0;

  const preflight = usePreflight(
    isReview
      ? {
          slug: stack.slug,
          teamId: stack.team.id,
          targetId: stack.target.id,
          preset: after.preset,
          parameters: parameterOverridesSchema.parse(overridesBetween(before, after)),
          stackId: stack.id,
        }
      : null,
  );

  function proceed() {
    if (isReview) {
      if (!change.isPending && preflight.blocks === null) {
        change.mutate({
          stackId: stack.id,
          version: stack.version,
          reason: draft.description,
          parameters: parameterOverridesSchema.parse(overridesBetween(before, after)),
          ifBusy: stack.may.queue ? 'queue' : 'refuse',
        });
      }
      return;
    }
    setShowsAll(true);
    const first = issues[0];
    if (first) return revealProblem(first.path);
    if (changes.length === 0) return;
    void setStep('review');
    window.scrollTo({ top: 0 });
  }

  const actions = {
    isReview,
    isPending: change.isPending,
    problems: showsAll ? issues.length : 0,
    blocks: preflight.blocks,
    onBack: () => void setStep('form'),
    sendLabel: stack.may.queue ? 'Queue it behind the running one' : 'Send the change',
    reviewLabel: 'Review the change',
  };
  return (
    <form
      noValidate
      className="grid grid-cols-1 items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_20rem]"
      onSubmit={(event) => {
        event.preventDefault();
        proceed();
      }}
    >
      <LeaveGuard isActive={changes.length > 0 && !change.isSuccess} keepsDraft={false} />
      <div className="min-w-0 space-y-4">
        {failure ? <FailureNotice failure={failure} doing="requesting the change" /> : null}
        {showsAll && changes.length === 0 && issues.length === 0 ? (
          <Callout tone="accent" role="status" title="Nothing is different yet">
            Change a value below; what differs is listed beside the form.
          </Callout>
        ) : null}
        {isReview ? (
          <>
            <ReviewChange reason={draft.description}>
              <DifferenceTable changes={changes} label="What would change" />
            </ReviewChange>
            <PreflightPanel preflight={preflight} />
            {estimate.view ? <CostDifferencePanel before={stack.cost} after={estimate.view.cost} /> : null}
            <AllParameters parameters={after} />
          </>
        ) : (
          <DraftFormProvider
            draft={draft}
            onDraft={setDraft}
            issues={issues}
            showsAll={showsAll}
            baseline={before}
            baselineWord="Now"
          >
            <Panel className="p-4" aria-label="Reason">
              <Field id="field-description" label="Why?" description="Shown to the approver." optional>
                {(aria) => (
                  <Textarea
                    {...aria}
                    rows={2}
                    value={draft.description}
                    onChange={(event) => setDraft((current) => ({ ...current, description: event.target.value }))}
                  />
                )}
              </Field>
            </Panel>
            <ParameterSections issues={showsAll ? issues : []} changes={changes} />
          </DraftFormProvider>
        )}
      </div>
      <div className="min-w-0 space-y-4 lg:sticky lg:top-16">
        {isReview ? null : (
          <Panel aria-labelledby="differences-title">
            <PanelHeader
              id="differences-title"
              title={changes.length === 0 ? 'No differences yet' : count(changes.length, 'difference')}
            />
            {changes.length > 0 ? (
              <div className="max-h-72 overflow-y-auto border-t border-line px-4 py-1">
                <DifferenceTable changes={changes} label="What would change" />
              </div>
            ) : null}
          </Panel>
        )}
        <EstimatePanel estimate={estimate} isValid={after !== undefined} before={stack.cost} isCompact={isReview}>
          <FormActions {...actions} />
        </EstimatePanel>
      </div>
      <MobileActions {...actions} cost={estimate.view?.cost} />
    </form>
  );
}

function ReviewChange({ reason, children }: { reason: string; children: ReactNode }) {
  return (
    <Panel aria-labelledby="review-change-title">
      <PanelHeader
        id="review-change-title"
        title="What would change"
        note={reason || 'No reason is given; the approver will see the differences alone.'}
      />
      <div className="border-t border-line px-4 py-1">{children}</div>
      <p className="border-t border-line px-4 py-3 text-sm text-pretty text-fg-muted">
        Terraform may have to replace resources to get there. The plan will say which, before anything happens.
      </p>
    </Panel>
  );
}
