import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { notify } from '../database/notify.ts';
import { storableText } from '../database/storable.ts';
import { assertLease } from '../lease/assertLease.ts';
import type { Lease } from '../lease/lease.ts';
import type { CheckRecord } from './record.ts';

export type CheckSubject = { kind: 'target'; targetId: string } | { kind: 'stack'; stackId: string; runId: string };

/**
 * Replaces all checks of the subject by these, in this order. A worker gives its lease.
 * @throws AppError `lease_lost`.
 */
export async function saveChecks(
  tx: Tx,
  input: {
    subject: CheckSubject;
    checks: readonly Omit<CheckRecord, 'checkedAt'>[];
    now: Date;
    ids: IdSource;
    lease?: Lease;
  },
): Promise<void> {
  const { subject, checks, now, ids, lease } = input;
  const owner = subject.kind === 'target' ? { targetId: subject.targetId } : { stackId: subject.stackId };
  if (lease && subject.kind === 'stack') await assertLease(tx, lease, { stackId: subject.stackId });
  await tx.client.check.deleteMany({ where: owner });
  await tx.client.check.createMany({
    data: checks.map(({ name, title, status, detail, remedy }, position) => ({
      id: ids('check', now),
      ...owner,
      runId: subject.kind === 'stack' ? subject.runId : null,
      position,
      name,
      title,
      status,
      detail: storableText(detail),
      remedy: remedy === null ? null : storableText(remedy),
      checkedAt: now,
    })),
  });
  if (subject.kind === 'stack') await notify(tx, ['flowport_stack', subject.stackId], ['flowport_run', subject.runId]);
}
