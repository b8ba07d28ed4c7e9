import {
  countChanges,
  hasChanges,
  type LayerPlan,
  type PlanAction,
  type PlanChange,
  type PlanCounts,
  type RunPlan,
} from '@flowport/domain';
import { type Part, partOf } from './parts.ts';

type ReviewPart = { part: Part; counts: PlanCounts; changes: readonly PlanChange[] };
export type ReviewLayer = {
  layer: LayerPlan['layer'];
  basis: LayerPlan['basis'];
  counts: PlanCounts;
  /** What is changed before the rest: protection that is released so that the rest can be deleted. */
  release: readonly PlanChange[];
  parts: readonly ReviewPart[];
  unchanged: readonly PlanChange[];
  drift: readonly PlanChange[];
  outputsChanged: readonly string[];
};
export type PlanReview = {
  counts: PlanCounts;
  /** What takes something away, from all layers: a reviewer sees it before anything else. */
  losses: readonly { layer: LayerPlan['layer']; change: PlanChange }[];
  layers: readonly ReviewLayer[];
};

/** What can be lost comes first. */
const severity: Record<PlanAction, number> = {
  delete: 0,
  replace: 1,
  forget: 2,
  update: 3,
  create: 4,
  read: 5,
  unchanged: 6,
};

/** Puts a plan into the order in which it is reviewed: by layer, then by part; replaced and deleted first everywhere. */
export function reviewPlan(plan: RunPlan): PlanReview {
  return {
    counts: plan.counts,
    losses: plan.layers.flatMap(({ layer, changes }) =>
      changes
        .filter(({ action }) => action === 'delete' || action === 'replace')
        .sort(bySeverity)
        .map((change) => ({ layer, change })),
    ),
    layers: plan.layers.map(reviewLayer),
  };
}

function reviewLayer(plan: LayerPlan): ReviewLayer {
  const changed = plan.changes.filter(({ action }) => action !== 'unchanged' && action !== 'read');
  const byPart = new Map<string, { part: Part; changes: PlanChange[] }>();
  for (const change of changed) {
    const part = partOf(change.type);
    const group = byPart.get(part.id) ?? { part, changes: [] };
    group.changes.push(change);
    byPart.set(part.id, group);
  }
  const parts = [...byPart.values()]
    .map(({ part, changes }) => ({ part, counts: countChanges(changes), changes: changes.sort(bySeverity) }))
    .sort((left, right) => worst(left.changes) - worst(right.changes) || left.part.order - right.part.order);
  return {
    layer: plan.layer,
    basis: plan.basis,
    counts: plan.counts,
    release: plan.release,
    parts,
    unchanged: plan.changes.filter(({ action }) => action === 'unchanged'),
    drift: plan.drift,
    outputsChanged: plan.outputsChanged,
  };
}

function bySeverity(left: PlanChange, right: PlanChange): number {
  return severity[left.action] - severity[right.action] || left.address.localeCompare(right.address, 'en');
}

/** Only losses move a part to the front; a part full of updates stays where readers expect it. */
function worst(changes: readonly PlanChange[]): number {
  return Math.min(2, ...changes.map(({ action }) => severity[action]));
}

/** Keeps what the reader looks for: a part of an address or type, some actions, some marks. */
export function filterPlan(plan: RunPlan, filter: PlanFilter): RunPlan {
  const needle = filter.search.trim().toLowerCase();
  const fits = (change: PlanChange) =>
    (needle === '' || change.address.toLowerCase().includes(needle) || change.type.includes(needle)) &&
    (filter.only === null || passesOnly(change, filter.only));
  return {
    ...plan,
    layers: plan.layers.map((layer) => ({
      ...layer,
      changes: layer.changes.filter(fits),
      release: layer.release.filter(fits),
      drift: layer.drift.filter(fits),
    })),
  };
}

export const planFilters = ['losses', 'iam', 'network', 'data'] as const;
export type PlanFilterName = (typeof planFilters)[number];
export type PlanFilter = { search: string; only: PlanFilterName | null };

function passesOnly(change: PlanChange, only: PlanFilterName): boolean {
  if (only === 'losses') return change.action === 'delete' || change.action === 'replace';
  return change.action !== 'unchanged' && change.marks.includes(only);
}

/** How many changes each filter would leave, so that empty ones need not be offered. */
export function countFilters(plan: RunPlan): Record<PlanFilterName, number> {
  const all = plan.layers.flatMap(({ changes }) => changes);
  const of = (name: PlanFilterName) => all.filter((change) => passesOnly(change, name)).length;
  return { losses: of('losses'), iam: of('iam'), network: of('network'), data: of('data') };
}

/** "3 to create, 1 to replace"; what does not happen is not spoken of. */
export function countsInWords(counts: PlanCounts): string {
  if (!hasChanges(counts)) return 'nothing changes';
  const words: string[] = [];
  if (counts.delete > 0) words.push(`${counts.delete} to delete`);
  if (counts.replace > 0) words.push(`${counts.replace} to replace`);
  if (counts.forget > 0) words.push(`${counts.forget} to forget`);
  if (counts.update > 0) words.push(`${counts.update} to update`);
  if (counts.create > 0) words.push(`${counts.create} to create`);
  return words.join(', ');
}
