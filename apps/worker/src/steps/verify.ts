import { saveChecks, type Tx } from '@flowport/db';
import { AppError, destroyedLayers } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';
import { accountCheck } from '../verify/accountCheck.ts';
import type { CheckResult } from '../verify/check.ts';
import { identityChecks } from '../verify/identityChecks.ts';
import { outputsCheck } from '../verify/outputsCheck.ts';
import { statesEmptyCheck, statesPresentCheck } from '../verify/stateCheck.ts';
import type { LayerStates } from './readOutputs.ts';
import { runStep } from './step.ts';

/**
 * Proves that the run did what it says. After a destroy the empty states are removed; their older versions stay in the
 * bucket.
 * @returns the checks, all passed, to be recorded with the end of the run.
 * @throws AppError `terraform_failed` when a check failed, naming it and what to do; then the checks are recorded here.
 */
export async function verify(work: RunWork, states: LayerStates): Promise<readonly CheckResult[]> {
  return runStep(work, 'verify', null, async ({ log }) => {
    const checks = work.run.kind === 'destroy' ? await destroyChecks(work, states) : await standingChecks(work, states);
    for (const check of checks) log.line(`${signs[check.status]} ${check.title}: ${check.detail}`);
    const bad = checks.find((check) => check.status === 'failed');
    if (bad) {
      await work.context.db.inTransaction((tx) => recordChecks(tx, work, checks));
      throw new AppError('terraform_failed', `While verifying: ${bad.title}: ${bad.detail} ${bad.remedy ?? ''}`.trim());
    }
    if (work.run.kind === 'destroy') {
      const { data, stack } = work.run;
      await Promise.all(destroyedLayers(data).map((layer) => work.states.removeEmptyState(stack.slug, layer)));
    }
    return checks;
  });
}

export function recordChecks(tx: Tx, work: RunWork, checks: readonly CheckResult[]): Promise<void> {
  const { now, ids } = work.context;
  const subject = { kind: 'stack', stackId: work.stack.id, runId: work.run.id } as const;
  return saveChecks(tx, { subject, checks, now: now(), ids, lease: work.lease.current });
}

const signs: Record<CheckResult['status'], string> = {
  passed: '\u001b[32m✓\u001b[0m',
  failed: '\u001b[31m✗\u001b[0m',
  warning: '\u001b[33m!\u001b[0m',
  skipped: '\u001b[2m–\u001b[0m',
};

async function standingChecks(work: RunWork, states: LayerStates): Promise<CheckResult[]> {
  const [account, state, identities] = await Promise.all([
    accountCheck(work),
    statesPresentCheck(work, states),
    identityChecks(work, states),
  ]);
  return [account, state, outputsCheck(states), ...identities];
}

async function destroyChecks(work: RunWork, states: LayerStates): Promise<CheckResult[]> {
  return Promise.all([accountCheck(work), statesEmptyCheck(work, states)]);
}
