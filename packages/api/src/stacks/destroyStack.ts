import { insertRun, type StackRecord } from '@flowport/db';
import { AppError, type DataChoice, type destroyStackInputSchema, estimateCost } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import type { startedRunSchema } from './input.ts';
import { requireRoom } from './requireRoom.ts';

/**
 * Queues a run that plans the destruction; the slug typed again says that it is meant. What becomes of the data is part
 * of what is approved.
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
  requireSomethingThere(stack);
  requireAwake(stack);
  const standing = await requireRoom(context, stack, { wish: 'destroyed', ifBusy: input.ifBusy });
  if (standing.blockedBy === null) requireSomethingToDo(stack, input.data);
  const started = await db.inTransaction((tx) =>
    insertRun(tx, {
      stackId: stack.id,
      kind: 'destroy',
      requestedById: actor.userId,
      reason: input.reason,
      data: input.data,
      parameters: stack.parameters,
      // What exists was made by this version of the blueprint, or by a younger one that the state knows.
      blueprint: context.synthesizer.blueprint,
      cost: estimateCost(stack.parameters),
      ifBusy: input.ifBusy,
      now: context.clock(),
      ids: context.ids,
    }),
  );
  return { stack: { id: stack.id, slug: stack.slug }, run: { id: started.runId, status: started.status } };
}

function requireSlugTyped(slug: string, typed: string): void {
  if (typed === slug) return;
  throw new AppError('invalid_input', `To destroy ${slug}, type its name. Nothing was requested.`, {
    issues: [
      { path: 'confirmSlug', rule: 'confirm_slug', message: 'Not the name of the stack.', remedy: `Type ${slug}.` },
    ],
  });
}

function requireSomethingThere(stack: StackRecord): void {
  if (stack.status !== 'requested') return;
  throw new AppError(
    'conflict',
    `${stack.slug} was only asked for, and nothing of it exists. Cancel its run, or discard its plan.`,
  );
}

function requireSomethingToDo(stack: StackRecord, data: DataChoice): void {
  if (stack.status !== 'retained' || data !== 'retain') return;
  const message = `The compute of ${stack.slug} is destroyed already, and its data is retained.`;
  const remedy = 'Choose snapshot or purge to destroy the data too, or request a change to get the compute back.';
  throw new AppError('conflict', `${message} ${remedy}`, {
    issues: [{ path: 'data', rule: 'retained_already', message, remedy }],
  });
}

/** Finalizers of what runs in the cluster are lifted by controllers, and without nodes there are none. */
function requireAwake({ slug, parameters }: StackRecord): void {
  if (!parameters.asleep) return;
  throw new AppError(
    'conflict',
    `${slug} is asleep, and without nodes what runs in it cannot be removed cleanly. Wake it first, then destroy it.`,
  );
}
