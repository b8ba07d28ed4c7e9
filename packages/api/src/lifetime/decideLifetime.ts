import {
  appendAudit,
  dropExpiryRun,
  listLifetimeWishes,
  notifyTeam,
  decideLifetime as recordDecision,
  setExpiry,
} from '@flowport/db';
import { AppError, type decideLifetimeInputSchema, isGone, type LifetimeView } from '@flowport/domain';
import type { z } from 'zod';
import { notFound, seenStack, sees } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { forbiddenBy } from '../runs/decision.ts';
import { getLifetime } from './getLifetime.ts';
import { decisionBlock } from './wishView.ts';

/**
 * Grants a lifetime beyond the limit, or declines it; then the stack ends when it did before.
 * @throws AppError `not_found`, `forbidden`, `conflict`.
 */
export async function decideLifetime(
  context: ActorContext,
  input: z.output<typeof decideLifetimeInputSchema>,
): Promise<LifetimeView> {
  const { db, actor, clock, ids } = context;
  const [wish] = await listLifetimeWishes(db, { wishId: input.wishId });
  if (!wish || !sees(actor, wish.team.id)) throw notFound('wish', input.wishId);
  forbiddenBy(decisionBlock(actor, wish));
  const stack = await seenStack(context, wish.stack.id);
  const now = clock();
  const isGranted = input.decision === 'approved';
  if (isGone(stack.status)) throw new AppError('conflict', `${stack.slug} is ${stack.status}.`);
  if (isGranted && wish.expiresAt !== null && wish.expiresAt <= now) {
    throw new AppError('conflict', 'The end that was asked for lies in the past by now. Decline it.');
  }
  const end = wish.expiresAt === null ? 'has no end' : `ends on ${inUtc(wish.expiresAt)}`;
  const before = stack.expiresAt === null ? 'has no end, as before' : `ends on ${inUtc(stack.expiresAt)}, as before`;
  await db.inTransaction(async (tx) => {
    await recordDecision(tx, { ...input, byId: actor.userId, now });
    if (isGranted) {
      await dropExpiryRun(tx, { stackId: stack.id, actorId: actor.userId, now, ids });
      await setExpiry(tx, { stackId: stack.id, expiresAt: wish.expiresAt });
    }
    await appendAudit(tx, {
      actorId: actor.userId,
      action: isGranted ? 'stack.lifetime.approve' : 'stack.lifetime.reject',
      subject: { kind: 'stack', id: stack.id, label: stack.slug },
      detail: {
        expiresAt: wish.expiresAt?.toISOString() ?? null,
        ...(input.comment === '' ? {} : { comment: input.comment }),
      },
      now,
      ids,
    });
    await notifyTeam(tx, {
      key: `lifetime.decided:${wish.id}`,
      kind: 'lifetime.decided',
      teamId: wish.team.id,
      stackId: stack.id,
      title: `The longer lifetime of ${stack.slug} was ${isGranted ? 'granted' : 'declined'}`,
      text: `The stack ${stack.slug} ${isGranted ? end : before}.${input.comment === '' ? '' : ` ${input.comment}`}`,
      now,
      ids,
    });
  });
  return getLifetime(context, { stackId: stack.id });
}

function inUtc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
