import { saveChecks, type Tx } from '@flowport/db';
import { AppError, type CheckResult, destroyedLayers } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';
import { accountCheck } from '../verify/accountCheck.ts';
import { outputsCheck, outputsOf } from '../verify/outputsCheck.ts';
import { reported } from '../verify/patience.ts';
import { probeOf } from '../verify/probe.ts';
import { standingChecks } from '../verify/standingChecks.ts';
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
    const checks =
      work.run.kind === 'destroy' ? await checksAfterDestroy(work, states) : await checksAfterApply(work, states);
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
  const hidden = checks.map((check) => ({ ...check, detail: work.secrets.mask(check.detail) }));
  return saveChecks(tx, { subject, checks: hidden, now: now(), ids, lease: work.lease.current });
}

const signs: Record<CheckResult['status'], string> = {
  passed: '\u001b[32m✓\u001b[0m',
  failed: '\u001b[31m✗\u001b[0m',
  warning: '\u001b[33m!\u001b[0m',
  skipped: '\u001b[2m–\u001b[0m',
};

async function checksAfterApply(work: RunWork, states: LayerStates): Promise<CheckResult[]> {
  const outputs = outputsOf(states);
  const [common, standing] = await Promise.all([
    Promise.all([
      reported({ name: 'account', title: 'Account' }, accountCheck(work)),
      reported({ name: 'state', title: 'Terraform state' }, statesPresentCheck(work, states)),
    ]),
    // Without them nobody knows where to look; what is wrong with them is told by their own check.
    outputs ? standingChecks(probeOf(work, outputs)) : [],
  ]);
  return [...common, outputsCheck(states), ...standing];
}

async function checksAfterDestroy(work: RunWork, states: LayerStates): Promise<CheckResult[]> {
  return Promise.all([accountCheck(work), statesEmptyCheck(work, states)]);
}
