import { AppError } from '@flowport/domain';
import { appendAudit } from '../audit/appendAudit.ts';
import type { Database, Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { storableText } from '../database/storable.ts';
import { notifyTeam } from '../notification/notifyTeam.ts';
import { type DriftedStack, lockDriftedStack, settleDrift } from './settleDrift.ts';

type Acting = { stackId: string; byId: string; now: Date; ids: IdSource };

/**
 * Lets findings be until then: those with these ids, or all that nobody has acknowledged. Where none is left open the
 * stack counts as ready again. A finding that is acknowledged already gets the new comment and end.
 * @throws AppError `conflict` where there is nothing to acknowledge, or not any more.
 */
export async function acknowledgeDrift(
  tx: Tx,
  input: Acting & { findingIds: readonly string[] | 'open'; comment: string; expiresAt: Date },
): Promise<void> {
  const { stackId, findingIds, comment, byId, now, ids, expiresAt } = input;
  const stack = await lockedStack(tx, stackId);
  const findings = await tx.client.driftFinding.findMany({
    where: { stackId, ...(findingIds === 'open' ? {} : { id: { in: [...findingIds] } }) },
  });
  const valid = await tx.client.driftAcknowledgement.findMany({ where: { stackId, expiresAt: { gt: now } } });
  const known = new Set(valid.map(({ fingerprint }) => fingerprint));
  const chosen = findingIds === 'open' ? findings.filter(({ fingerprint }) => !known.has(fingerprint)) : findings;
  const isComplete = findingIds === 'open' ? chosen.length > 0 : chosen.length === new Set(findingIds).size;
  if (!isComplete) {
    throw new AppError(
      'conflict',
      `What you want to acknowledge is not as it was when you looked: ${stack.slug} has been checked or changed since. Reload, and look again.`,
    );
  }
  await tx.client.driftAcknowledgement.deleteMany({
    where: { stackId, fingerprint: { in: chosen.map(({ fingerprint }) => fingerprint) } },
  });
  for (const { layer, address, fingerprint } of chosen) {
    await tx.client.driftAcknowledgement.create({
      data: {
        id: ids('acknowledgement', now),
        stackId,
        layer,
        address,
        fingerprint,
        comment: storableText(comment),
        byId,
        at: now,
        expiresAt,
      },
    });
  }
  await audit(tx, input, stack, 'drift.acknowledged', {
    addresses: chosen.map(({ address }) => address),
    comment,
    expiresAt: expiresAt.toISOString(),
  });
  await settleDrift(tx, { stack, actorId: byId, reason: comment, now, ids });
}

/** Takes an acknowledgement back, so that the finding counts again. @throws AppError `not_found`. */
export async function withdrawAcknowledgement(tx: Tx, input: Acting & { acknowledgementId: string }): Promise<void> {
  const { stackId, acknowledgementId, byId, now, ids } = input;
  const stack = await lockedStack(tx, stackId);
  const known = await tx.client.driftAcknowledgement.findFirst({ where: { id: acknowledgementId, stackId } });
  if (!known) {
    throw new AppError(
      'not_found',
      'There is no such acknowledgement any more: it has ended, or the stack has been applied since. Reload to see what counts now.',
    );
  }
  await tx.client.driftAcknowledgement.delete({ where: { id: known.id } });
  await audit(tx, input, stack, 'drift.acknowledgement_withdrawn', { addresses: [known.address] });
  await settleDrift(tx, { stack, actorId: byId, reason: 'An acknowledgement was taken back.', now, ids });
}

/** Ends the acknowledgements whose time is over; each stack on its own, so that one that fails holds up no other. */
export async function endAcknowledgements(db: Database, { now, ids }: { now: Date; ids: IdSource }): Promise<void> {
  const over = await db.client.driftAcknowledgement.findMany({
    where: { expiresAt: { lte: now } },
    select: { stackId: true },
    distinct: ['stackId'],
  });
  for (const { stackId } of over) {
    await db.inTransaction(async (tx) => {
      const stack = await lockDriftedStack(tx, stackId);
      if (!stack) return;
      const ended = { stackId, expiresAt: { lte: now } };
      const addresses = await tx.client.driftAcknowledgement.findMany({ where: ended, select: { address: true } });
      const { count } = await tx.client.driftAcknowledgement.deleteMany({ where: ended });
      if (count === 0) return;
      await audit(tx, { byId: null, now, ids }, stack, 'drift.acknowledgement_ended', {
        addresses: addresses.map(({ address }) => address),
      });
      const reason = 'The time of an acknowledgement is over.';
      const open = await settleDrift(tx, { stack, actorId: null, reason, now, ids });
      if (open.length > 0) await tellAgain(tx, stack, { open: open.length, now, ids });
    });
  }
}

/** What was let be for a while counts again, though nobody has done anything. */
async function tellAgain(
  tx: Tx,
  stack: DriftedStack,
  { open, now, ids }: { open: number; now: Date; ids: IdSource },
): Promise<void> {
  await notifyTeam(tx, {
    key: `drift:again:${stack.id}:${now.toISOString()}`,
    kind: 'drift.found',
    teamId: stack.teamId,
    stackId: stack.id,
    title: `${stack.slug} has drifted: what was acknowledged counts again`,
    text: `The time of an acknowledgement is over, and ${open === 1 ? '1 change' : `${open} changes`} outside of Flowport ${open === 1 ? 'is' : 'are'} open. Put back what is not meant, or make it a change of the stack; it can be acknowledged again.`,
    now,
    ids,
  });
}

async function lockedStack(tx: Tx, stackId: string): Promise<DriftedStack> {
  const stack = await lockDriftedStack(tx, stackId);
  if (!stack) throw new AppError('not_found', `There is no stack ${stackId}.`);
  return stack;
}

async function audit(
  tx: Tx,
  { byId, now, ids }: { byId: string | null; now: Date; ids: IdSource },
  stack: DriftedStack,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const subject = { kind: 'stack', id: stack.id, label: stack.slug };
  await appendAudit(tx, { actorId: byId, action, subject, detail, now, ids });
}
