import { insertRun } from '@flowport/db';
import { AppError, type changeStackInputSchema, estimateCost } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { requireUnblocked } from './activeRun.ts';
import type { startedRunSchema } from './input.ts';
import { requireFreeNetwork, takenNetworks } from './network.ts';
import { wantedParameters } from './parameters.ts';

/**
 * Queues a run that plans the change. An empty change is welcome: it makes the plan that shows drift, and repairs it.
 * @throws AppError `not_found`, `forbidden`, `invalid_input`, `conflict`.
 */
export async function changeStack(
  context: ActorContext,
  input: z.output<typeof changeStackInputSchema>,
): Promise<z.output<typeof startedRunSchema>> {
  const { db, actor } = context;
  const stack = await seenStack(context, input.stackId);
  requirePermission(actor, 'stack.change', stack.team.id);
  await requireUnblocked(db, stack, 'changed');
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
  const parameters = wantedParameters(stack.parameters, input.parameters);
  requireFreeNetwork(
    parameters.network.cidr,
    await takenNetworks(db, { targetId: stack.target.id, exceptStackId: stack.id }),
  );
  const { runId } = await db.inTransaction((tx) =>
    insertRun(tx, {
      stackId: stack.id,
      kind: 'update',
      requestedById: actor.userId,
      reason: input.reason,
      parameters,
      blueprint: context.synthesizer.blueprint,
      cost: estimateCost(parameters),
      stackVersion: input.version,
      now: context.clock(),
      ids: context.ids,
    }),
  );
  return { stack: { id: stack.id, slug: stack.slug }, run: { id: runId } };
}
