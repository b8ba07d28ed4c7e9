import type { FieldIssue } from '../error/appError.ts';
import type { StackParameters } from './sections.ts';

/**
 * What AWS, or the order in which layers are applied, does not allow as a change of a stack that stands, whatever the
 * parameters are by themselves. Without compute only the data bind.
 */
export function refusedChanges(
  before: StackParameters,
  after: StackParameters,
  { hasCompute }: { hasCompute: boolean },
): FieldIssue[] {
  const issues: FieldIssue[] = [];
  if (after.database.storageGb < before.database.storageGb) {
    issues.push({
      path: 'database.storageGb',
      rule: 'storage_shrinks',
      message: `The database has ${before.database.storageGb} GB, and AWS does not take storage away from one.`,
      remedy: `Keep ${before.database.storageGb} GB or more.`,
    });
  }
  if (!hasCompute) return issues;
  if (before.asleep && after.asleep && differs(before, after)) {
    issues.push({
      path: 'asleep',
      rule: 'asleep',
      message: 'The stack is asleep, and what runs in it cannot be changed without nodes.',
      remedy: 'Wake it first, then ask for the change.',
    });
  }
  const steps = minor(after.cluster.kubernetesVersion) - minor(before.cluster.kubernetesVersion);
  if (steps < 0) {
    issues.push({
      path: 'cluster.kubernetesVersion',
      rule: 'version_goes_back',
      message: `The cluster is at ${before.cluster.kubernetesVersion}, and EKS does not go back.`,
      remedy: `Keep ${before.cluster.kubernetesVersion} or a newer one.`,
    });
  }
  if (steps > 1) {
    issues.push({
      path: 'cluster.kubernetesVersion',
      rule: 'version_skips',
      message: `EKS upgrades one minor at a time, and the cluster is at ${before.cluster.kubernetesVersion}.`,
      remedy: 'Choose the next one first, and this one by another change.',
    });
  }
  if (before.endpoint.mode !== 'port-forward' && after.endpoint.mode === 'port-forward') {
    issues.push({
      path: 'endpoint.mode',
      rule: 'endpoint_closes',
      // The controller's role would go with the cluster layer before the services layer lets go of what it watches.
      message: 'A load balancer cannot be taken away from a cluster that runs.',
      remedy: 'Destroy the stack and retain its data, then bring the compute back with port-forwarding.',
    });
  }
  return issues;
}

/** In whatever order the members stand: Postgres has its own. */
function differs(before: unknown, after: unknown): boolean {
  if (typeof before !== 'object' || before === null || typeof after !== 'object' || after === null) {
    return before !== after;
  }
  const left = new Map<string, unknown>(Object.entries(before));
  const right = new Map<string, unknown>(Object.entries(after));
  return (
    left.size !== right.size || [...left].some(([key, value]) => !right.has(key) || differs(value, right.get(key)))
  );
}

function minor(version: string): number {
  return Number(version.split('.')[1]);
}
