import { insertRun } from '@flowport/db';
import { AppError, type changeStackInputSchema, estimateCost } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { changeKind } from './activeRun.ts';
import type { startedRunSchema } from './input.ts';
import { requireFreeNetwork, takenNetworks } from './network.ts';
import { requirePossible, wantedParameters } from './parameters.ts';
import { requireRoom } from './requireRoom.ts';

/**
 * Queues a run that plans the change. An empty change is welcome: it makes the plan that shows drift, and repairs it. It
 * takes the place of a run of the stack that nobody has decided on; behind one that is being worked on it waits, if asked.
 * @throws AppError `not_found`, `forbidden`, `invalid_input`, `conflict`.
 */
export async function changeStack(
  context: ActorContext,
  input: z.output<typeof changeStackInputSchema>,
): Promise<z.output<typeof startedRunSchema>> {
  const { db, actor } = context;
  const stack = await seenStack(context, input.stackId);
  requirePermission(actor, 'stack.change', stack.team.id);
  const standing = await requireRoom(context, stack, { wish: 'changed', ifBusy: input.ifBusy });
  if (stack.version !== input.version) {
    throw new AppError(
      'conflict',
      `${stack.slug} has changed since you looked at it: it is at version ${stack.version}, your change was made from ${input.version}. Reload and look again.`,
      {
        issues: [
          {
            path: 'version',
            rule: 'stale_version',
            message: `Now ${stack.version}.`,
            remedy: 'Reload the stack, then send its present version.',
          },
        ],
      },
    );
  }
  const kind = changeKind(stack);
  const parameters = wantedParameters(stack.parameters, input.parameters);
  // What waits is checked against what the stack has when its turn has come.
  if (kind === 'update' && standing.blockedBy === null) requirePossible(stack, parameters);
  requireFreeNetwork(
    parameters.network.cidr,
    await takenNetworks(db, { targetId: stack.target.id, exceptStackId: stack.id }),
  );
  const started = await db.inTransaction(async (tx) => {
    const inserted = await insertRun(tx, {
      stackId: stack.id,
      kind,
      requestedById: actor.userId,
      reason: input.reason,
      parameters,
      // What a stack that was only asked for is to have is no change of what it has.
      ...(kind === 'update' ? { change: { parameters: input.parameters } } : {}),
      blueprint: context.synthesizer.blueprint,
      cost: estimateCost(parameters),
      stackVersion: input.version,
      ifBusy: input.ifBusy,
      now: context.clock(),
      ids: context.ids,
    });
    if (kind === 'update' && inserted.status === 'queued') requirePossible(stack, parameters);
    return inserted;
  });
  return { stack: { id: stack.id, slug: stack.slug }, run: { id: started.runId, status: started.status } };
}
