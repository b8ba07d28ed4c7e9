import { type StackStatus, stackStatusByDrift } from '@flowport/domain';
import { appendAudit } from '../audit/appendAudit.ts';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { notify } from '../database/notify.ts';
import type { FindingRecord } from './record.ts';
import { findingRecord } from './record.ts';

export type DriftedStack = { id: string; slug: string; status: StackStatus; teamId: string };

/** Keeps a stack locked until the transaction ends. */
export async function lockDriftedStack(tx: Tx, stackId: string): Promise<DriftedStack | undefined> {
  const [stack] = await tx.client.$queryRaw<DriftedStack[]>`
    SELECT id, slug, status, team_id AS "teamId" FROM stack WHERE id = ${stackId} FOR UPDATE`;
  return stack;
}

/**
 * Makes of a stack what its findings and their acknowledgements say: since when it has drifted, and whether that is its
 * status. The caller holds the stack, and has changed what this is told from.
 * @returns the findings that nobody has acknowledged, earliest first.
 */
export async function settleDrift(
  tx: Tx,
  input: { stack: DriftedStack; actorId: string | null; reason: string; now: Date; ids: IdSource },
): Promise<FindingRecord[]> {
  const { stack, now } = input;
  const acknowledged = await tx.client.driftAcknowledgement.findMany({
    where: { stackId: stack.id, expiresAt: { gt: now } },
    select: { fingerprint: true },
  });
  const rows = await tx.client.driftFinding.findMany({
    where: { stackId: stack.id, fingerprint: { notIn: acknowledged.map(({ fingerprint }) => fingerprint) } },
    orderBy: [{ firstSeenAt: 'asc' }, { layer: 'asc' }, { address: 'asc' }],
  });
  const open = rows.map(findingRecord);
  const status = stackStatusByDrift(stack.status, open.length > 0);
  await tx.client.stack.update({
    where: { id: stack.id },
    data: {
      driftedSince: open[0]?.firstSeenAt ?? null,
      ...(status === stack.status ? {} : { status, updatedAt: now }),
    },
  });
  if (status !== stack.status) {
    await appendAudit(tx, {
      actorId: input.actorId,
      action: status === 'drifted' ? 'stack.drifted' : 'stack.drift_ended',
      subject: { kind: 'stack', id: stack.id, label: stack.slug },
      detail: { from: stack.status, to: status, findings: open.length, reason: input.reason },
      now,
      ids: input.ids,
    });
  }
  await notify(tx, ['flowport_stack', stack.id]);
  return open;
}
