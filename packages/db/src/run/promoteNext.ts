import { estimateCost, type Promotion, promotionOf, type StackParameters, storedChangeSchema } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { storableJson, storedParameters } from '../database/storable.ts';
import { cidrClash } from '../stack/assertFree.ts';
import { lockTarget } from '../target/lockTarget.ts';
import type { AdvanceRunInput } from './advanceRun.ts';

/**
 * Once the stack is free, the oldest run that waits for it gets it, with parameters made anew from what the stack has by
 * now. One that has become impossible fails, saying why; then it is the next one's turn. The caller holds the stack.
 * @param advance advanceRun; handed in, since it is what calls this.
 */
export async function promoteNext(
  tx: Tx,
  { stackId, now, ids }: { stackId: string; now: Date; ids: IdSource },
  advance: (tx: Tx, input: AdvanceRunInput) => Promise<unknown>,
): Promise<void> {
  const unfinished = await tx.client.run.findMany({
    where: { stackId, finishedAt: null },
    select: { id: true, kind: true, data: true, status: true, change: true },
    orderBy: { id: 'asc' },
  });
  const [next] = unfinished;
  if (!next || unfinished.some(({ status }) => status !== 'waiting')) return;
  const stack = await tx.client.stack.findUniqueOrThrow({
    where: { id: stackId },
    select: { id: true, targetId: true, status: true, cidr: true, parameters: true, costFloorCents: true },
  });
  const change = next.change === null ? null : storedChangeSchema.parse(next.change);
  const asked = { kind: next.kind, data: next.data, change };
  const promotion = await freePromotion(
    tx,
    stack,
    promotionOf(asked, { ...stack, parameters: storedParameters(stack.parameters) }),
  );
  if ('refusedBecause' in promotion) {
    const reason = `It has waited for another run to end, and is no longer possible: ${promotion.refusedBecause}`;
    return void (await advance(tx, { runId: next.id, event: { name: 'fail', actorId: null, reason }, now, ids }));
  }
  await saveParameters(tx, next.id, { parameters: promotion.parameters, costBeforeFloorCents: stack.costFloorCents });
  const reason = 'The run before it has ended; its parameters are made anew from what the stack has now.';
  await advance(tx, { runId: next.id, event: { name: 'promote', actorId: null, reason }, now, ids });
}

async function freePromotion(
  tx: Tx,
  stack: { id: string; targetId: string; cidr: string },
  promotion: Promotion,
): Promise<Promotion> {
  if ('refusedBecause' in promotion) return promotion;
  const { cidr } = promotion.parameters.network;
  if (cidr === stack.cidr) return promotion;
  await lockTarget(tx, stack.targetId);
  const clash = await cidrClash(tx, { targetId: stack.targetId, cidr, exceptStackId: stack.id });
  if (!clash) return promotion;
  return { refusedBecause: `network.cidr: ${cidr} overlaps ${clash.cidr} of the stack ${clash.slug}` };
}

async function saveParameters(
  tx: Tx,
  runId: string,
  { parameters, costBeforeFloorCents }: { parameters: StackParameters; costBeforeFloorCents: number },
): Promise<void> {
  const { floorCents, ceilingCents } = estimateCost(parameters);
  await tx.client.run.update({
    where: { id: runId },
    data: {
      parameters: storableJson(parameters),
      costFloorCents: floorCents,
      costCeilingCents: ceilingCents,
      costBeforeFloorCents,
    },
  });
}
