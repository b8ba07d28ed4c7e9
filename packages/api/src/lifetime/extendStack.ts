import { appendAudit, askLifetime, dropExpiryRun, listLifetimeWishes, type StackRecord, setExpiry } from '@flowport/db';
import { AppError, type extendedSchema, type extendStackInputSchema, isBeyondLimit, isGone } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack, seenTarget } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { wishView } from './wishView.ts';

/**
 * Sets when a stack ends, or asks for it where that lies beyond the limit of its target: also for admins somebody else
 * decides then. What the former end had asked for is dropped, unless it is being carried out.
 * @throws AppError `not_found`, `forbidden`, `invalid_input`, `conflict`.
 */
export async function extendStack(
  context: ActorContext,
  input: z.output<typeof extendStackInputSchema>,
): Promise<z.output<typeof extendedSchema>> {
  const { db, actor, clock, ids } = context;
  const stack = await seenStack(context, input.stackId);
  requirePermission(actor, 'stack.change', stack.team.id);
  requireLiving(stack);
  const now = clock();
  const expiresAt = input.expiresAt === null ? null : new Date(input.expiresAt);
  requireAhead(expiresAt, now);
  const { policy } = await seenTarget(context, stack.target.id);
  const isWish = isBeyondLimit(expiresAt, policy, now);
  const stackId = stack.id;
  await db.inTransaction(async (tx) => {
    if (isWish) {
      await askLifetime(tx, {
        stackId,
        runId: null,
        expiresAt,
        reason: input.reason,
        askedById: actor.userId,
        now,
        ids,
      });
    } else {
      await dropExpiryRun(tx, { stackId, actorId: actor.userId, now, ids });
      await setExpiry(tx, { stackId, expiresAt });
    }
    await appendAudit(tx, {
      actorId: actor.userId,
      action: isWish ? 'stack.lifetime.ask' : 'stack.lifetime',
      subject: { kind: 'stack', id: stackId, label: stack.slug },
      detail: {
        from: stack.expiresAt?.toISOString() ?? null,
        expiresAt: input.expiresAt,
        ...(input.reason === '' ? {} : { reason: input.reason }),
      },
      now,
      ids,
    });
  });
  const [wish] = await listLifetimeWishes(db, { stackId });
  const end = isWish ? stack.expiresAt : expiresAt;
  return { expiresAt: end?.toISOString() ?? null, wish: isWish && wish ? wishView(actor, wish) : null };
}

function requireLiving({ slug, status }: StackRecord): void {
  if (isGone(status)) throw new AppError('conflict', `${slug} is ${status}.`);
  if (status === 'requested') {
    throw new AppError('conflict', `The lifetime of ${slug} begins when its first plan is approved.`);
  }
}

function requireAhead(expiresAt: Date | null, now: Date): void {
  if (expiresAt === null || expiresAt > now) return;
  throw new AppError('invalid_input', 'While setting the lifetime: the end lies in the past.', {
    issues: [
      {
        path: 'expiresAt',
        rule: 'in_the_past',
        message: 'The end lies in the past.',
        remedy: 'Choose a later one, or destroy the stack.',
      },
    ],
  });
}
