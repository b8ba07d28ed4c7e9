import { AppError, type StackParameters } from '@flowport/domain';
import { recordBlueprint } from '../blueprint/recordBlueprint.ts';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { storableJson, storableText } from '../database/storable.ts';
import { recordRun } from '../run/recordRun.ts';
import { lockTarget } from '../target/lockTarget.ts';
import { assertCidrFree, assertSlugFree } from './assertFree.ts';

export type InsertStackInput = {
  slug: string;
  teamId: string;
  targetId: string;
  ownerId: string;
  description: string;
  parameters: StackParameters;
  blueprint: { id: string; version: string };
  cost: { floorCents: number; ceilingCents: number };
  now: Date;
  ids: IdSource;
};

/**
 * Records a stack and its provision run with steps, history and audit event, and puts the run into the queue. The
 * target is locked meanwhile, so that two requests can take neither one slug nor overlapping networks.
 * @throws AppError `not_found` for team or target; `conflict` with the field issue for a slug that is taken or a
 * network that overlaps.
 */
export async function insertStackWithRun(tx: Tx, input: InsertStackInput): Promise<{ stackId: string; runId: string }> {
  const { slug, teamId, targetId, ownerId, parameters, blueprint, cost, now, ids } = input;
  await lockTarget(tx, targetId);
  const team = await tx.client.team.findUnique({ where: { id: teamId }, select: { id: true } });
  if (!team) throw new AppError('not_found', `There is no team ${teamId}.`);
  await assertSlugFree(tx, { targetId, slug });
  await assertCidrFree(tx, { targetId, cidr: parameters.network.cidr });
  await recordBlueprint(tx, { blueprint, now });
  const stackId = ids('stack', now);
  const description = storableText(input.description);
  await tx.client.stack.create({
    data: {
      id: stackId,
      slug,
      teamId,
      targetId,
      ownerId,
      description,
      preset: parameters.preset,
      blueprint: blueprint.id,
      blueprintVersion: blueprint.version,
      parameters: storableJson(parameters),
      cidr: parameters.network.cidr,
      costFloorCents: cost.floorCents,
      costCeilingCents: cost.ceilingCents,
      createdAt: now,
      updatedAt: now,
    },
  });
  const { runId } = await recordRun(tx, {
    stack: { id: stackId, slug },
    kind: 'provision',
    data: null,
    requestedById: ownerId,
    reason: description,
    parameters,
    blueprint,
    cost,
    costBeforeFloorCents: null,
    supersedesId: null,
    now,
    ids,
  });
  return { stackId, runId };
}
