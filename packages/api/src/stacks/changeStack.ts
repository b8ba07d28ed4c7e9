import { insertRun } from '@flowport/db';
import {
  AppError,
  type changeStackInputSchema,
  estimateCost,
  refusedChanges,
  type StackParameters,
  type StackStatus,
} from '@flowport/domain';
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
  requirePossible(stack, parameters);
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

function requirePossible(stack: { status: StackStatus; parameters: StackParameters }, wanted: StackParameters): void {
  const refused = refusedChanges(stack.parameters, wanted, { hasCompute: stack.status !== 'retained' });
  const [first] = refused;
  if (!first) return;
  throw new AppError('invalid_input', `While checking the change: ${first.path}: ${first.message}`, {
    issues: refused.map((issue) => ({ ...issue, path: `parameters.${issue.path}` })),
  });
}
