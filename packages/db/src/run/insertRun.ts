import {
  AppError,
  type DataChoice,
  isGone,
  type RunKind,
  type StackParameters,
  type StackStatus,
  type StoredChange,
} from '@flowport/domain';
import { recordBlueprint } from '../blueprint/recordBlueprint.ts';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { storableJson } from '../database/storable.ts';
import { assertCidrFree, assertSlugFree } from '../stack/assertFree.ts';
import { lockTarget } from '../target/lockTarget.ts';
import { isLatestRun } from './isLatestRun.ts';
import { makeRoom } from './makeRoom.ts';
import { type RunPriority, recordRun } from './recordRun.ts';

export type InsertRunInput = {
  stackId: string;
  /** `provision` for a stack that was only asked for: other parameters, or once more. */
  kind: RunKind;
  requestedById: string;
  reason: string;
  /** What becomes of the data in a destroy: `snapshot` unless said otherwise. */
  data?: DataChoice;
  /** Wanted; for destroy and drift those of the stack. */
  parameters: StackParameters;
  blueprint: { id: string; version: string };
  cost: { floorCents: number; ceilingCents: number };
  /** The version of the stack that the request was made from. */
  stackVersion?: number;
  /** What was asked for, where the parameters are made from it. */
  change?: StoredChange;
  /** The run that this one tries again. */
  retryOfId?: string;
  /** The look for drift whose findings this update puts back. */
  reconcilesId?: string;
  /** Of a recover: the versions of the states that it goes back to. */
  restore?: unknown;
  /** Where the stack is being worked on: `refuse` unless said otherwise. */
  ifBusy?: 'refuse' | 'queue';
  /** `person` unless said otherwise. */
  priority?: RunPriority;
  now: Date;
  ids: IdSource;
};

/**
 * Records a run of an existing stack with its planned steps, history and audit event, and puts it into the queue, or has
 * it wait behind the one that works on the stack. The stack is locked meanwhile; a unique index is what allows one active
 * run alone.
 * @throws AppError `not_found`; `conflict` when another run is in the way, or the stack is gone, is not as it was
 * (`stackVersion`), or has had a newer run (`retryOfId`), or when the wanted network overlaps another stack's.
 */
export async function insertRun(
  tx: Tx,
  input: InsertRunInput,
): Promise<{ runId: string; status: 'queued' | 'waiting' }> {
  const { stackId, stackVersion, parameters, blueprint, kind, retryOfId, now, ids, ifBusy = 'refuse' } = input;
  const stack = await lockStack(tx, stackId);
  const isAskedAgain = kind === 'provision' && stack.status === 'withdrawn' && retryOfId !== undefined;
  if (isGone(stack.status) && !isAskedAgain) {
    throw new AppError('conflict', `The stack ${stack.slug} is ${stack.status}.`);
  }
  if (stack.status === 'requested' && kind !== 'provision') {
    throw new AppError('conflict', `The stack ${stack.slug} was only asked for: there is nothing yet to ${kind}.`);
  }
  if (stackVersion !== undefined && stackVersion !== stack.version) {
    throw new AppError(
      'conflict',
      `The stack ${stack.slug} has changed since you looked at it. Reload, and make the change again.`,
    );
  }
  if (retryOfId !== undefined) await assertLatest(tx, { stackId, runId: retryOfId });
  const runId = ids('run', now);
  const room = await makeRoom(tx, { ...input, runId, ifBusy, stack: { id: stackId, slug: stack.slug } });
  if (isAskedAgain || parameters.network.cidr !== stack.cidr) {
    await lockTarget(tx, stack.targetId);
    if (isAskedAgain) await assertSlugFree(tx, { targetId: stack.targetId, slug: stack.slug });
    await assertCidrFree(tx, { targetId: stack.targetId, cidr: parameters.network.cidr, exceptStackId: stackId });
  }
  await recordBlueprint(tx, { blueprint, now });
  if (kind === 'provision') await askAnew(tx, stackId, input);
  await recordRun(tx, {
    ...input,
    ...room,
    runId,
    data: kind === 'destroy' ? (input.data ?? 'snapshot') : null,
    stack: { id: stackId, slug: stack.slug },
    costBeforeFloorCents: kind === 'provision' ? null : stack.costFloorCents,
  });
  return { runId, status: room.status };
}

/** Nothing of the stack was applied yet, so it has what was asked for last. */
async function askAnew(tx: Tx, stackId: string, { parameters, blueprint, cost, now }: InsertRunInput): Promise<void> {
  await tx.client.stack.update({
    where: { id: stackId },
    data: {
      status: 'requested',
      preset: parameters.preset,
      parameters: storableJson(parameters),
      cidr: parameters.network.cidr,
      blueprint: blueprint.id,
      blueprintVersion: blueprint.version,
      costFloorCents: cost.floorCents,
      costCeilingCents: cost.ceilingCents,
      version: { increment: 1 },
      updatedAt: now,
    },
  });
}

async function assertLatest(tx: Tx, run: { stackId: string; runId: string }): Promise<void> {
  if (await isLatestRun(tx, run)) return;
  throw new AppError('conflict', 'A newer run of this stack has come meanwhile. Reload to see it.');
}

type LockedStack = {
  slug: string;
  status: StackStatus;
  version: number;
  targetId: string;
  cidr: string;
  costFloorCents: number;
};

async function lockStack(tx: Tx, stackId: string): Promise<LockedStack> {
  const [stack] = await tx.client.$queryRaw<LockedStack[]>`
    SELECT slug, status, version, target_id AS "targetId", cidr, cost_floor_cents AS "costFloorCents"
    FROM stack WHERE id = ${stackId}
    FOR UPDATE`;
  if (!stack) throw new AppError('not_found', `There is no stack ${stackId}.`);
  return stack;
}
