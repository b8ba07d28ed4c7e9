import { AppError, isFinal, type RunEvent, type RunState, type Transition, transition } from '@flowport/domain';
import { appendAudit } from '../audit/appendAudit.ts';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { notify } from '../database/notify.ts';
import { storableText } from '../database/storable.ts';
import { assertLease } from '../lease/assertLease.ts';
import type { Lease } from '../lease/lease.ts';
import { beginLifetime } from '../lifetime/beginLifetime.ts';
import { settleSteps } from '../step/settleSteps.ts';
import { approvalDeadline } from './approvalDeadline.ts';
import { assertApproved } from './assertApproved.ts';
import { type LockedRun, lockRun } from './lockRun.ts';
import { promoteNext } from './promoteNext.ts';
import { settleStack } from './settleStack.ts';

export type AdvanceRunInput = {
  runId: string;
  event: RunEvent;
  now: Date;
  ids: IdSource;
  /** A worker's; a stale one is refused with `lease_lost`. People and sweepers have none. */
  lease?: Lease;
  /** Refuses when the run has moved on: `conflict` for the version, `approval_void` for the digest. */
  expect?: { version?: number; digest?: string };
  /** Shown on the run's page: why it failed, or why it needs another approval. Gone with the next transition. */
  error?: string;
  pauseReason?: string;
};

/**
 * The one place where the status of a run, and with it of its stack, is assigned. The domain's `transition` decides;
 * here its result is kept in the caller's transaction: status, history, audit event, the stack's part, the steps, the
 * job that follows, and the notifications. A run that ends hands its stack on to the oldest that waits for it.
 * @throws AppError `not_found`, `conflict`, `lease_lost`, `approval_void`.
 */
export async function advanceRun(tx: Tx, input: AdvanceRunInput): Promise<RunState> {
  const { runId, event, now, ids, lease } = input;
  if (lease) await assertLease(tx, lease, { runId });
  const locked = await lockRun(tx, runId);
  assertExpected(locked, input.expect);
  const { run, stack } = locked;
  if (event.name === 'approve') {
    await assertApproved(tx, runId, now);
    await beginLifetime(tx, { runId, stackId: stack.id, byId: event.actorId, now, ids });
  }
  const result = transition(run, event, now, stack.status);
  await saveStatus(tx, { locked, result, input });
  await tx.client.runHistory.create({
    data: { ...result.history, reason: result.history.reason === null ? null : storableText(result.history.reason) },
  });
  await settleSteps(tx, result, now);
  await settleStack(tx, { locked, result, now });
  for (const effect of result.effects) {
    switch (effect.type) {
      case 'enqueue':
        await tx.enqueue({ runId: effect.runId, stackId: effect.stackId, phase: effect.phase });
        break;
      case 'audit':
        await appendAudit(tx, {
          actorId: event.actorId,
          action: effect.action,
          subject: { kind: 'run', id: runId, label: stack.slug },
          detail: {
            kind: run.kind,
            ...(run.data === null ? {} : { data: run.data }),
            from: result.history.from,
            to: result.history.to,
            stackId: stack.id,
            ...(event.reason ? { reason: event.reason } : {}),
          },
          now,
          ids,
        });
        break;
      case 'stackStatus':
        // Assigned by settleStack, together with what else a run changes in its stack.
        break;
      case 'stopWorker':
        // The notification below reaches the run's worker, which finds `canceling`; extendLease tells it too.
        break;
      default:
        effect satisfies never;
    }
  }
  await notify(tx, ['flowport_run', runId], ['flowport_stack', stack.id]);
  if (isFinal(result.run.status)) await promoteNext(tx, { stackId: stack.id, now, ids }, advanceRun);
  return result.run;
}

function assertExpected(locked: LockedRun, expect: AdvanceRunInput['expect']): void {
  if (expect?.version !== undefined && expect.version !== locked.run.version) {
    throw new AppError('conflict', `The run ${locked.run.id} has moved on meanwhile. Reload to see its present state.`);
  }
  if (expect?.digest !== undefined && expect.digest !== locked.digest) {
    throw new AppError('approval_void', 'The plan has changed since it was shown. Reload, and review it again.');
  }
}

/**
 * Compare-and-set on status and version. The row is locked, so that only a defect could make it fail; it is the last
 * line of defence of everything that hangs on a run's status.
 */
async function saveStatus(
  tx: Tx,
  { locked, result, input }: { locked: LockedRun; result: Transition; input: AdvanceRunInput },
): Promise<void> {
  const { run: before, startedAt } = locked;
  const { run } = result;
  const { now, event } = input;
  const error = input.error ?? (run.status === 'failed' ? event.reason : undefined);
  const { count } = await tx.client.run.updateMany({
    where: { id: before.id, status: before.status, version: before.version },
    data: {
      status: run.status,
      version: run.version,
      ...(run.status === before.status ? {} : { statusAt: now }),
      // A run that is planned a second time keeps the moment at which its work began.
      ...(event.name === 'claim' && startedAt === null ? { startedAt: now } : {}),
      ...(event.name === 'force' ? { forcedAt: now } : {}),
      ...(await approvalDeadline(tx, run, now)),
      error: error === undefined ? null : storableText(error),
      pauseReason: input.pauseReason === undefined ? null : storableText(input.pauseReason),
      ...(isFinal(run.status) ? { finishedAt: now } : {}),
    },
  });
  if (count !== 1) throw new AppError('conflict', `The run ${before.id} has changed meanwhile. Reload and try again.`);
}
