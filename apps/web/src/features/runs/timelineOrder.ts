import type { RunView, StepView } from '@flowport/domain';

export type TimelineItem = { kind: 'step'; step: StepView } | { kind: 'approval' };

type TimelineRun = Pick<RunView, 'status' | 'steps' | 'approvals'>;

/**
 * The steps as they happen: what has begun in the order in which it began, the approval where it was given or is waited
 * for, then what comes next, layer by layer. Later layers are planned only when the ones below them exist, so the plans
 * of these come after the approval.
 */
export function timelineOrder(run: TimelineRun): TimelineItem[] {
  const begun = run.steps.filter(hasBegun).sort((left, right) => startOf(left) - startOf(right));
  const pending = run.steps.filter((step) => !hasBegun(step));
  const asItems = (steps: readonly StepView[]) => steps.map((step): TimelineItem => ({ kind: 'step', step }));
  if (!run.steps.some(({ name }) => name === 'apply')) return asItems([...begun, ...pending]);

  const approval: TimelineItem = { kind: 'approval' };
  const approvedAt = run.approvals.find(({ decision }) => decision === 'approved')?.at;
  if (approvedAt !== undefined) {
    const isAfter = (step: StepView) => startOf(step) > Date.parse(approvedAt);
    return [
      ...asItems(begun.filter((step) => !isAfter(step))),
      approval,
      ...asItems(begun.filter(isAfter)),
      ...asItems(byLayer(run.steps, pending)),
    ];
  }
  if (run.status !== 'queued' && run.status !== 'planning') {
    return [...asItems(begun), approval, ...asItems(byLayer(run.steps, pending))];
  }
  const firstLayer = run.steps.find(({ name }) => name === 'plan')?.layer;
  const isAhead = ({ name, layer }: StepView) =>
    name === 'synth' || name === 'init' || (name === 'plan' && layer === firstLayer);
  return [
    ...asItems(begun),
    ...asItems(pending.filter(isAhead)),
    approval,
    ...asItems(
      byLayer(
        run.steps,
        pending.filter((step) => !isAhead(step)),
      ),
    ),
  ];
}

/** First what belongs to a layer, in the order in which the layers are applied, then the rest. */
function byLayer(steps: readonly StepView[], pending: readonly StepView[]): StepView[] {
  const layers = steps.filter(({ name }) => name === 'apply').map(({ layer }) => layer);
  // An older state is written before anything is applied from it.
  const restoring = pending.filter(({ name }) => name === 'restore');
  const ofLayers = [...restoring, ...layers.flatMap((layer) => pending.filter((step) => step.layer === layer))];
  return [...ofLayers, ...pending.filter((step) => !ofLayers.includes(step))];
}

function hasBegun(step: StepView): boolean {
  return step.startedAt !== null;
}

function startOf(step: StepView): number {
  return step.startedAt === null ? Number.POSITIVE_INFINITY : Date.parse(step.startedAt);
}
