import type { Finding, findingKinds } from './inspect.ts';
import { countFaults, type FaultCounts, type Outcome, type SuiteResult } from './suite.ts';

export type Report = {
  ok: boolean;
  runs: number;
  kills: number;
  orphans: number;
  duplicates: number;
  stuck: number;
  staleWritesAccepted: number;
  recoverySecondsP50: number | null;
  recoverySecondsP95: number | null;
  recoveries: number;
  /** In a state, and not in the cloud. */
  missing: number;
  locksLeft: number;
  plansLeft: number;
  historyGaps: number;
  stepsOpen: number;
  processesLeft: number;
  foldersLeft: number;
  leftovers: number;
  faults: FaultCounts;
  /** Planned for an instant that the run never came to, or without the means on this machine. */
  faultsMissed: number;
  ended: Record<string, number>;
  seed: number;
  leaseSeconds: number;
  seconds: number;
  /** Every run with a finding, and how to repeat it. */
  failures: (Outcome & { repeat: string })[];
  /** Runs that ended as failed: nothing is lost by that, and somebody has to ask again. */
  failed: Pick<Outcome, 'index' | 'kind' | 'error' | 'strikes'>[];
};

export function reportOf(
  { outcomes, recoverySeconds, kills }: SuiteResult,
  suite: {
    seed: number;
    leaseSeconds: number;
    seconds: number;
    late: readonly Finding[];
    repeat: (index: number) => string;
  },
): Report {
  const findings = [...outcomes.flatMap((outcome) => outcome.findings), ...suite.late];
  // What is there after one run is still there after the next one: it was lost once.
  const count = (kind: (typeof findingKinds)[number]) =>
    new Set(findings.filter((finding) => finding.kind === kind).map((finding) => finding.detail)).size;
  const { struck, missed } = countFaults(outcomes);
  const ended: Record<string, number> = {};
  for (const { status } of outcomes) ended[status] = (ended[status] ?? 0) + 1;
  return {
    ok: findings.length === 0,
    runs: outcomes.length,
    kills,
    orphans: count('orphan'),
    duplicates: count('duplicate'),
    stuck: count('stuck'),
    staleWritesAccepted: count('staleWrite'),
    recoverySecondsP50: percentile(recoverySeconds, 0.5),
    recoverySecondsP95: percentile(recoverySeconds, 0.95),
    recoveries: recoverySeconds.length,
    missing: count('missing'),
    locksLeft: count('lock'),
    plansLeft: count('plan'),
    historyGaps: count('history'),
    stepsOpen: count('step'),
    processesLeft: count('process'),
    foldersLeft: count('folder'),
    leftovers: count('leftover'),
    faults: struck,
    faultsMissed: missed,
    ended,
    seed: suite.seed,
    leaseSeconds: suite.leaseSeconds,
    seconds: Math.round(suite.seconds),
    failures: outcomes
      .filter((outcome) => outcome.findings.length > 0)
      .map((outcome) => ({ ...outcome, repeat: suite.repeat(outcome.index) })),
    failed: outcomes
      .filter((outcome) => outcome.status === 'failed')
      .map(({ index, kind, error, strikes }) => ({ index, kind, error, strikes })),
  };
}

/** The nearest rank; null of nothing. */
function percentile(numbers: readonly number[], part: number): number | null {
  const sorted = [...numbers].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
  return found === undefined ? null : Math.round(found * 10) / 10;
}
