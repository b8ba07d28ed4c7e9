import { countResources, getKept, getOutputs, listStackChecks, type StackRecord } from '@flowport/db';
import { estimateCost, isGone, layers, type StackView, stateKey } from '@flowport/domain';
import { z } from 'zod';
import { refusal, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { checkView } from '../targets/checkView.ts';
import { busyRun, standingOf } from './activeRun.ts';
import { parseOutputs } from './outputs.ts';
import { stackRow } from './stackRow.ts';

/** Everything that the page of a stack shows but its connection pack, resources and runs. */
export async function getStack(context: ActorContext, { stackId }: { stackId: string }): Promise<StackView> {
  const { db, actor } = context;
  const stack = await seenStack(context, stackId);
  const [resources, checks, outputs, standing, kept] = await Promise.all([
    countResources(db, stack.id),
    listStackChecks(db, stack.id),
    getOutputs(db, stack.id),
    standingOf(db, stack, { by: actor.userId }),
    isGone(stack.status) || stack.status === 'retained' ? getKept(db, stack.id) : [],
  ]);
  const gone = isGone(stack.status);
  const isOpenTo = (permission: 'stack.change' | 'stack.destroy') => refusal(actor, permission, stack.team.id) === null;
  const { blockedBy, replaces, waiting } = standing;
  return {
    ...stackRow(stack),
    version: stack.version,
    blueprint: stack.blueprint,
    parameters: z.json().parse(stack.parameters),
    cost: estimateCost(stack.parameters),
    resources,
    stateKeys: gone ? [] : stateKeys(stack),
    checks: checks.map(checkView),
    kept,
    connectionAvailable:
      !gone && parseOutputs(outputs) !== undefined && refusal(actor, 'connection.read', stack.team.id) === null,
    may: {
      change: blockedBy === null && isOpenTo('stack.change'),
      destroy: blockedBy === null && stack.status !== 'requested' && isOpenTo('stack.destroy'),
      queue: standing.mayQueue && isOpenTo('stack.change'),
    },
    replaces: replaces ? busyRun(replaces) : null,
    waitingRuns: waiting.map(busyRun),
    blockedBy,
  };
}

function stateKeys({ target, slug }: StackRecord): string[] {
  return layers.map((layer) => stateKey(target.workspaceKeyPrefix, slug, layer));
}
