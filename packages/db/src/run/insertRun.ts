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
import { assertCidrFree } from '../stack/assertFree.ts';
import { lockTarget } from '../target/lockTarget.ts';
import { type RunPriority, recordRun } from './recordRun.ts';

export type InsertRunInput = {
  stackId: string;
  kind: Exclude<RunKind, 'provision'>;
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
  supersedesId?: string;
  /** What was asked for, where the parameters are made from it. */
  change?: StoredChange;
  /** When the stack is to end, from when the run has been carried out; null for no end. */
  expiresAt?: Date | null;
  /** The run that this one tries again. */
  retryOfId?: string;
  /** Of a recover: the versions of the states that it goes back to. */
  restore?: unknown;
  /** `person` unless said otherwise. */
  priority?: RunPriority;
  now: Date;
  ids: IdSource;
};

/**
 * Records a run of an existing stack with its planned steps, history and audit event, and puts it into the queue. The
 * stack is locked meanwhile; a unique index is what allows one active run alone.
 * @throws AppError `not_found`; `conflict` when the stack has an active run, is gone, is not as it was (`stackVersion`),
 * or when the wanted network overlaps another stack's.
 */
export async function insertRun(tx: Tx, input: InsertRunInput): Promise<{ runId: string }> {
  const { stackId, stackVersion, parameters, blueprint, now } = input;
  const stack = await lockStack(tx, stackId);
  if (isGone(stack.status)) throw new AppError('conflict', `The stack ${stack.slug} is ${stack.status}.`);
  if (stackVersion !== undefined && stackVersion !== stack.version) {
    throw new AppError(
      'conflict',
      `The stack ${stack.slug} has changed since you looked at it. Reload, and make the change again.`,
    );
  }
  const active = await tx.client.run.findFirst({
    where: { stackId, finishedAt: null },
    select: { kind: true, status: true },
  });
  if (active) {
    throw new AppError(
      'conflict',
      `Another run (${active.kind}, ${active.status.replaceAll('_', ' ')}) works on the stack ${stack.slug}. Wait until it has ended, or cancel it.`,
    );
  }
  if (input.kind === 'update' && parameters.network.cidr !== stack.cidr) {
    await lockTarget(tx, stack.targetId);
    await assertCidrFree(tx, { targetId: stack.targetId, cidr: parameters.network.cidr, exceptStackId: stackId });
  }
  await recordBlueprint(tx, { blueprint, now });
  const { expiresAt, change, ...asked } = input;
  return recordRun(tx, {
    ...asked,
    ...(change === undefined && expiresAt === undefined ? {} : { change: changeOf(change, expiresAt) }),
    data: input.kind === 'destroy' ? (input.data ?? 'snapshot') : null,
    stack: { id: stackId, slug: stack.slug },
    costBeforeFloorCents: stack.costFloorCents,
    supersedesId: input.supersedesId ?? null,
  });
}

function changeOf(change: StoredChange | undefined, expiresAt: Date | null | undefined): StoredChange {
  return {
    ...(change ?? { parameters: {} }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt?.toISOString() ?? null }),
  };
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
