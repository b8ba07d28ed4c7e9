import { insertRun, type StackRecord } from '@flowport/db';
import { AppError, type destroyStackInputSchema, estimateCost } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { requireUnblocked } from './activeRun.ts';
import type { startedRunSchema } from './input.ts';

/**
 * Queues a run that plans the destruction; the slug typed again says that it is meant.
 * @throws AppError `not_found`, `forbidden`, `invalid_input`, `conflict`.
 */
export async function destroyStack(
  context: ActorContext,
  input: z.output<typeof destroyStackInputSchema>,
): Promise<z.output<typeof startedRunSchema>> {
  const { db, actor } = context;
  const stack = await seenStack(context, input.stackId);
  requirePermission(actor, 'stack.destroy', stack.team.id);
  requireSlugTyped(stack.slug, input.confirmSlug);
  await requireUnblocked(db, stack, 'destroyed');
  requireReleased(stack);
  const { runId } = await db.inTransaction((tx) =>
    insertRun(tx, {
      stackId: stack.id,
      kind: 'destroy',
      requestedById: actor.userId,
      reason: input.reason,
      parameters: stack.parameters,
      // What exists was made by this version of the blueprint, or by a younger one that the state knows.
      blueprint: context.synthesizer.blueprint,
      cost: estimateCost(stack.parameters),
      now: context.clock(),
      ids: context.ids,
    }),
  );
  return { stack: { id: stack.id, slug: stack.slug }, run: { id: runId } };
}

function requireSlugTyped(slug: string, typed: string): void {
  if (typed === slug) return;
  throw new AppError('invalid_input', `To destroy ${slug}, type its name. Nothing was requested.`, {
    issues: [
      { path: 'confirmSlug', rule: 'confirm_slug', message: 'Not the name of the stack.', remedy: `Type ${slug}.` },
    ],
  });
}

/**
 * AWS refuses to delete a protected database, and by then the layers above it would be gone. A failed stack may have
 * no database yet, so there Terraform finds out.
 */
function requireReleased(stack: StackRecord): void {
  if (stack.status === 'failed' || !stack.parameters.database.deletionProtection) return;
  throw new AppError(
    'conflict',
    `The database of ${stack.slug} is protected from deletion. Request a change that switches the protection off (database.deletionProtection), then destroy the stack.`,
  );
}
