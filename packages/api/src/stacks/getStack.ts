import { countResources, getKept, getOutputs, listStackChecks, type StackRecord } from '@flowport/db';
import { estimateCost, isGone, layers, type StackView, stateKey } from '@flowport/domain';
import { z } from 'zod';
import { refusal, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { checkView } from '../targets/checkView.ts';
import { whatBlocks } from './activeRun.ts';
import { parseOutputs } from './outputs.ts';
import { stackRow } from './stackRow.ts';

/** Everything that the page of a stack shows but its connection pack, resources and runs. */
export async function getStack(context: ActorContext, { stackId }: { stackId: string }): Promise<StackView> {
  const { db, actor } = context;
  const stack = await seenStack(context, stackId);
  const [resources, checks, outputs, blocked, kept] = await Promise.all([
    countResources(db, stack.id),
    listStackChecks(db, stack.id),
    getOutputs(db, stack.id),
    whatBlocks(db, stack),
    isGone(stack.status) || stack.status === 'retained' ? getKept(db, stack.id) : [],
  ]);
  const gone = isGone(stack.status);
  const mayDo = (permission: 'stack.change' | 'stack.destroy') =>
    blocked === null && refusal(actor, permission, stack.team.id) === null;
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
    may: { change: mayDo('stack.change'), destroy: mayDo('stack.destroy') },
    blockedBy: blocked,
  };
}

function stateKeys({ target, slug }: StackRecord): string[] {
  return layers.map((layer) => stateKey(target.workspaceKeyPrefix, slug, layer));
}
