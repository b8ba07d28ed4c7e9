import type { StackRecord } from '@flowport/db';
import { AppError } from '@flowport/domain';
import type { ActorContext } from '../context.ts';
import { type Standing, standingOf } from './activeRun.ts';

/**
 * A good answer before anything is tried; `insertRun` decides, under the stack's lock.
 * @throws AppError `conflict` saying what is in the way: which run, whose, in what status and since when.
 */
export async function requireRoom(
  { db, actor }: ActorContext,
  stack: StackRecord,
  { wish, ifBusy }: { wish: string; ifBusy: 'refuse' | 'queue' },
): Promise<Standing> {
  const standing = await standingOf(db, stack, { by: actor.userId });
  const { blockedBy, mayQueue } = standing;
  if (blockedBy === null || (mayQueue && ifBusy === 'queue')) return standing;
  throw new AppError('conflict', `${stack.slug} cannot be ${wish} now. ${blockedBy}`, {
    issues: mayQueue
      ? [
          {
            path: 'ifBusy',
            rule: 'run_in_the_way',
            message: 'Another run works on the stack.',
            remedy: 'Send "queue" to wait behind it.',
          },
        ]
      : [],
  });
}
