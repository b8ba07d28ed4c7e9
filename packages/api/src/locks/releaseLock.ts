import { appendAudit, type StackRecord } from '@flowport/db';
import { AppError, type lockListSchema, type releaseLockInputSchema, type StateLock } from '@flowport/domain';
import type { z } from 'zod';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { withArchive } from '../state/archives.ts';
import { judgedLock, listLocks } from './listLocks.ts';

type Input = z.output<typeof releaseLockInputSchema>;

/**
 * Removes a lock that nobody holds any more; or, by an admin who says why and types the slug, any other. It is judged
 * anew, and exactly the lock object that was looked at is removed: never one that was taken since.
 * @throws AppError `not_found`, `forbidden`, `invalid_input`; `conflict` when another lock lies there, or none;
 * `lock_held` when it is not proven that nobody holds it.
 */
export async function releaseLock(context: ActorContext, input: Input): Promise<z.input<typeof lockListSchema>> {
  const { db, actor } = context;
  const { layer } = input;
  const stack = await seenStack(context, input.stackId);
  requirePermission(actor, input.breakGlass ? 'lock.break' : 'stack.change', stack.team.id);
  if (input.breakGlass) requireSlugTyped(stack.slug, input.breakGlass.confirmSlug);
  await withArchive(context, stack, async (archive) => {
    const lock = await judgedLock(context, { archive, stack, layer });
    if (!lock) throw gone(stack, input);
    if (lock.lockId !== input.lockId || lock.token !== input.token) throw changed(stack, input);
    if (lock.verdict !== 'orphaned' && !input.breakGlass) throw stillHeld(stack, lock);
    await db.inTransaction(async (tx) => {
      await appendAudit(tx, {
        actorId: actor.userId,
        action: lock.verdict === 'orphaned' ? 'lock.released' : 'lock.broken',
        subject: { kind: 'stack', id: stack.id, label: stack.slug },
        detail: auditDetail(lock, input),
        now: context.clock(),
        ids: context.ids,
      });
      // Last, so that nothing is removed which is not audited, and undone when the lock is another one by now.
      const outcome = await archive.removeLock(stack.slug, layer, lock.token);
      if (outcome === 'changed') throw changed(stack, input);
      if (outcome === 'gone') throw gone(stack, input);
    });
  });
  return listLocks(context, { stackId: stack.id });
}

function auditDetail(lock: StateLock, { breakGlass }: Input) {
  const { layer, lockId, who, operation, since, verdict, evidence, run, workerId } = lock;
  return {
    layer,
    lockId,
    who,
    operation,
    since,
    verdict,
    evidence,
    runId: run?.id ?? null,
    workerId,
    ...(breakGlass ? { reason: breakGlass.reason } : {}),
  };
}

function requireSlugTyped(slug: string, typed: string): void {
  if (typed === slug) return;
  throw new AppError('invalid_input', `To break the lock, type ${slug}. Nothing was removed.`, {
    issues: [
      {
        path: 'breakGlass.confirmSlug',
        rule: 'confirm_slug',
        message: 'Not the name of the stack.',
        remedy: `Type ${slug}.`,
      },
    ],
  });
}

function gone({ slug }: StackRecord, { layer }: Input): AppError {
  return new AppError('conflict', `The state of ${slug}/${layer} is not locked any more. There was nothing to remove.`);
}

function changed({ slug }: StackRecord, { layer }: Input): AppError {
  return new AppError(
    'conflict',
    `The lock of ${slug}/${layer} is another one than the one you looked at; somebody has taken it since. Nothing was removed. Look again.`,
  );
}

function stillHeld({ slug }: StackRecord, { layer, verdict, evidence }: StateLock): AppError {
  const why = verdict === 'live' ? 'is held' : 'was not taken by Flowport';
  return new AppError(
    'lock_held',
    `The lock of ${slug}/${layer} ${why}: ${evidence.join(' ')} An admin can break it, with a reason.`,
  );
}
