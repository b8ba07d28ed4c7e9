import { getLockFacts, getRun, type StackRecord } from '@flowport/db';
import { type Layer, layers, type lockListSchema, lockVerdict, type StateLock } from '@flowport/domain';
import type { z } from 'zod';
import { refusal, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { type StateArchive, withArchive } from '../state/archives.ts';

/**
 * Which locks lie on a stack's states, whose they are, and whether anybody still holds them.
 * @throws AppError `not_found`; `unavailable` or `credentials_refused` where the bucket can't be reached.
 */
export async function listLocks(
  context: ActorContext,
  { stackId }: { stackId: string },
): Promise<z.input<typeof lockListSchema>> {
  const stack = await seenStack(context, stackId);
  const found = await withArchive(context, stack, (archive) =>
    Promise.all(layers.map((layer) => judgedLock(context, { archive, stack, layer }))),
  );
  return { items: found.filter((lock) => lock !== undefined), lookedAt: context.clock().toISOString() };
}

/** The lock of a layer with what is to be thought of it; undefined where there is none. */
export async function judgedLock(
  { db, actor }: ActorContext,
  { archive, stack, layer }: { archive: StateArchive; stack: StackRecord; layer: Layer },
): Promise<StateLock | undefined> {
  const held = await archive.readLock(stack.slug, layer);
  if (!held) return undefined;
  const { lock, token } = held;
  const { verdict, evidence, runId, workerId } = lockVerdict({ lock, ...(await getLockFacts(db, stack.id)) });
  const run = runId === null ? undefined : await getRun(db, runId);
  return {
    layer,
    lockId: lock.id,
    token,
    who: lock.who,
    operation: lock.operation,
    since: timeOf(lock.created),
    verdict,
    evidence,
    run: run ? { id: run.id, kind: run.kind, status: run.status } : null,
    workerId,
    may: {
      release: verdict === 'orphaned' && refusal(actor, 'stack.change', stack.team.id) === null,
      break: verdict !== 'orphaned' && refusal(actor, 'lock.break', stack.team.id) === null,
    },
  };
}

/** Terraform writes RFC 3339; somebody else may write anything. */
function timeOf(created: string): string | null {
  const time = new Date(created);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
