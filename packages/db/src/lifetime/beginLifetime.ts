import { appendAudit } from '../audit/appendAudit.ts';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';

/**
 * The lifetime of a new stack begins when the first run is approved: what was asked for is counted from then, and a wish
 * beyond the limit is granted with it. Called for every approval; one of a stack that stands changes nothing.
 */
export async function beginLifetime(
  tx: Tx,
  input: { runId: string; stackId: string; byId: string | null; now: Date; ids: IdSource },
): Promise<void> {
  const { runId, stackId, byId, now, ids } = input;
  const stack = await tx.client.stack.findUniqueOrThrow({
    where: { id: stackId },
    select: { slug: true, status: true, expiresAt: true, createdAt: true },
  });
  if (stack.status !== 'requested') return;
  const wish = await tx.client.lifetimeWish.findFirst({ where: { stackId, runId: { not: null }, decision: null } });
  if (wish) {
    await tx.client.lifetimeWish.update({
      where: { id: wish.id },
      data: { decision: 'approved', decidedById: byId, decidedAt: now },
    });
  }
  const asked = wish ? wish.expiresAt : stack.expiresAt;
  if (asked === null && !wish) return;
  const askedAt = wish ? wish.at : stack.createdAt;
  const expiresAt = asked === null ? null : new Date(now.getTime() + asked.getTime() - askedAt.getTime());
  await tx.client.stack.update({ where: { id: stackId }, data: { expiresAt }, select: { id: true } });
  await appendAudit(tx, {
    actorId: byId,
    action: 'stack.lifetime',
    subject: { kind: 'stack', id: stackId, label: stack.slug },
    detail: { runId, expiresAt: expiresAt?.toISOString() ?? null, ...(wish ? { beyondLimit: true } : {}) },
    now,
    ids,
  });
}
