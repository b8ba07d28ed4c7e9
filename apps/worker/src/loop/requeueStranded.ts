import { requeueStranded as requeue } from '@flowport/db';
import type { Chore } from '../chores/chore.ts';

/** Longer than any moment between a transition and its job, or between a job and its lease. */
const graceSeconds = 60;

/** What makes that no run stays stuck for want of a job. */
export const requeueStranded: Chore = {
  name: 'requeue-stranded',
  everySeconds: 30,
  run: async ({ db, ids, now, logger }) => {
    const runIds = await db.inTransaction((tx) => requeue(tx, { graceSeconds, now: now(), ids }));
    for (const runId of runIds) logger.warn({ runId }, 'the run had no job any more and was put into the queue again');
  },
};
