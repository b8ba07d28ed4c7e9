import { type BusyRecord, type Connection, describeBusy, type StackRecord } from '@flowport/db';
import { type BusyRun, inTheWayWords, isGone, mayChange, type RunKind, roomFor } from '@flowport/domain';

/** How a stack stands to somebody who wants something of it now. */
export type Standing = {
  /** Why nothing can be asked of it without queueing, in words; null when something can. */
  blockedBy: string | null;
  /** Whether it can be queued behind the run that is in the way. */
  mayQueue: boolean;
  /** The undecided run whose place would be taken. */
  replaces: BusyRecord | undefined;
  waiting: readonly BusyRecord[];
};

/**
 * @param asked by whom; a request of the portal's own stands back behind everything.
 */
export async function standingOf(db: Connection, stack: StackRecord, asked: { by: string }): Promise<Standing> {
  const { active, waiting } = await describeBusy(db, stack.id);
  const room = roomFor({ kind: 'update', requestedById: asked.by, ifBusy: 'refuse' }, active);
  // A run may have ended since the stack was read; insertRun looks again under its lock.
  if (active && room === 'refuse') {
    const words = inTheWayWords({ ...active, by: active.requestedBy.name });
    return {
      blockedBy: `${words} Wait for its end, or cancel it.`,
      mayQueue: !isGone(stack.status),
      replaces: undefined,
      waiting,
    };
  }
  const replaces = room === 'supersede' ? active : undefined;
  const isAskedAnew = stack.status === 'requested' && replaces?.kind === 'provision';
  return {
    blockedBy: mayChange(stack.status) || isAskedAnew ? null : `The stack is ${stack.status}.`,
    mayQueue: false,
    replaces,
    waiting,
  };
}

/** What a change of the stack is: one that was only asked for is asked for with other parameters. */
export function changeKind(stack: StackRecord): Extract<RunKind, 'provision' | 'update'> {
  return stack.status === 'requested' ? 'provision' : 'update';
}

export function busyRun({ id, kind, status, requestedBy, reason, since }: BusyRecord): BusyRun {
  return { id, kind, status, requestedBy, reason, since: since.toISOString() };
}
