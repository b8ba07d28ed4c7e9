import { getRunDetail, insertRun, type RunRecord, type StackRecord } from '@flowport/db';
import {
  AppError,
  estimateCost,
  mayRetry,
  type RunKind,
  type runReasonInputSchema,
  runRestoreSchema,
  type StackParameters,
} from '@flowport/domain';
import type { z } from 'zod';
import { notFound, requirePermission, seenStack, sees } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import type { startedRunSchema } from '../stacks/input.ts';
import { requirePossible, wantedParameters } from '../stacks/parameters.ts';

/**
 * Starts a new run from where things stand, which wants what this one wanted: the same data choice, the same change laid
 * over what the stack has now. What was to make a stack becomes a change where something of it may exist already.
 * @throws AppError `not_found`, `forbidden`, `invalid_input`; `conflict` with the reason why it cannot be tried again.
 */
export async function retryRun(
  context: ActorContext,
  { runId, reason }: z.output<typeof runReasonInputSchema>,
): Promise<z.output<typeof startedRunSchema>> {
  const { db, actor, clock, ids } = context;
  const detail = await getRunDetail(db, runId);
  if (!detail || !sees(actor, detail.run.team.id)) throw notFound('run', runId);
  const { run, isLatest } = detail;
  requirePermission(actor, run.kind === 'destroy' ? 'stack.destroy' : 'stack.change', run.team.id);
  const retry = mayRetry(run, { status: run.stack.status, isLatest });
  if ('refusedBecause' in retry) throw new AppError('conflict', retry.refusedBecause);
  const stack = await seenStack(context, run.stack.id);
  const parameters = wantedAgain(run, stack, retry.kind);
  const started = await db.inTransaction((tx) =>
    insertRun(tx, {
      stackId: stack.id,
      kind: retry.kind,
      requestedById: actor.userId,
      reason: reason === '' ? run.reason : reason,
      ...(run.data === null ? {} : { data: run.data }),
      ...(run.change === null ? {} : { change: run.change }),
      // What it came to is planned anew.
      ...(run.restore === null ? {} : { restore: { ...runRestoreSchema.parse(run.restore), planned: null } }),
      parameters,
      blueprint: context.synthesizer.blueprint,
      cost: estimateCost(parameters),
      stackVersion: stack.version,
      retryOfId: run.id,
      now: clock(),
      ids,
    }),
  );
  return { stack: { id: stack.id, slug: stack.slug }, run: { id: started.runId, status: started.status } };
}

function wantedAgain(run: RunRecord, stack: StackRecord, kind: RunKind): StackParameters {
  if (kind === 'provision') return wantedParameters(run.parameters, {});
  if (kind !== 'update') return stack.parameters;
  const parameters = run.change
    ? wantedParameters(stack.parameters, run.change.parameters)
    : wantedParameters(run.parameters, {});
  requirePossible(stack, parameters);
  return parameters;
}
