import { endAcknowledgements, getStack, insertRun, listDueDrift, placeDriftChecks } from '@flowport/db';
import { AppError, estimateCost, systemUserId } from '@flowport/domain';
import { blueprint } from '@flowport/infra';
import type { Chore } from '../chores/chore.ts';
import type { WorkerContext } from '../context.ts';

/** Often enough that the cap and not this decides how many looks a day there are. */
const everySeconds = 30;

/**
 * Keeps the schedule of looks for drift: ends acknowledgements whose time is over, gives stacks their place, and asks for
 * the looks that are due, as many as may be at once. They wait behind everything that people ask for.
 */
export const driftChore: Chore = { name: 'drift', everySeconds, run: keepDriftSchedule };

async function keepDriftSchedule(context: WorkerContext): Promise<void> {
  const { db, ids, now } = context;
  await endAcknowledgements(db, { now: now(), ids });
  await placeDriftChecks(db, now());
  for (const stackId of await listDueDrift(db, now())) await askFor(context, stackId);
}

async function askFor({ db, ids, now, logger }: WorkerContext, stackId: string): Promise<void> {
  const stack = await getStack(db, stackId);
  if (!stack) return;
  const { parameters } = stack;
  try {
    await db.inTransaction((tx) =>
      insertRun(tx, {
        stackId,
        kind: 'drift',
        requestedById: systemUserId,
        reason: 'Scheduled drift check.',
        parameters,
        blueprint,
        cost: estimateCost(parameters),
        priority: 'background',
        now: now(),
        ids,
      }),
    );
  } catch (error) {
    // Somebody was faster: the stack has another run now, and its turn comes after it.
    if (!(error instanceof AppError && error.code === 'conflict')) throw error;
    logger.info({ stackId, err: error }, 'a look for drift makes way');
  }
}
