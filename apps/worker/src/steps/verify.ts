import { saveChecks } from '@flowport/db';
import { AppError, layers } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';
import { accountCheck } from '../verify/accountCheck.ts';
import type { CheckResult } from '../verify/check.ts';
import { identityChecks } from '../verify/identityChecks.ts';
import { outputsCheck } from '../verify/outputsCheck.ts';
import { statesEmptyCheck, statesPresentCheck } from '../verify/stateCheck.ts';
import type { LayerStates } from './readOutputs.ts';
import { runStep } from './step.ts';

/**
 * Proves that the run did what it says, and records each check with its remedy. After a destroy the empty states are
 * removed; their older versions stay in the bucket.
 * @throws AppError `terraform_failed` when a check failed, naming it and what to do.
 */
export async function verify(work: RunWork, states: LayerStates): Promise<void> {
  await runStep(work, 'verify', null, async ({ log }) => {
    const { db, now, ids } = work.context;
    const checks = work.run.kind === 'destroy' ? await destroyChecks(work, states) : await standingChecks(work, states);
    for (const check of checks) log.line(`${signs[check.status]} ${check.title}: ${check.detail}`);
    await db.inTransaction((tx) =>
      saveChecks(tx, {
        subject: { kind: 'stack', stackId: work.stack.id, runId: work.run.id },
        checks,
        now: now(),
        ids,
        lease: work.lease.current,
      }),
    );
    const bad = checks.find((check) => check.status === 'failed');
    if (bad) {
      throw new AppError('terraform_failed', `While verifying: ${bad.title}: ${bad.detail} ${bad.remedy ?? ''}`.trim());
    }
    if (work.run.kind === 'destroy') {
      for (const layer of layers) await work.states.removeEmptyState(work.run.stack.slug, layer);
    }
  });
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
