import { expireApprovals as expireOverdue } from '@flowport/db';
import type { Chore } from '../chores/chore.ts';

/**
 * Ends the runs that nobody has decided on in time. What is too late is refused by the clock alone; this makes that the
 * stack is free again, and that those who wait for it get it.
 */
export const expireApprovals: Chore = {
  name: 'expire-approvals',
  everySeconds: 30,
  async run({ db, ids, now, logger }) {
    const expired = await expireOverdue(db, { now: now(), ids });
    if (expired.length > 0) logger.info({ runs: expired }, 'plans that nobody decided on have expired');
  },
};
