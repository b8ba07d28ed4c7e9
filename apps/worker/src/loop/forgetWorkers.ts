import { clearWorkers } from '@flowport/db';
import type { Chore } from '../chores/chore.ts';

/** The page of workers shows what ended, or was lost, in the last day. */
const shownSeconds = 24 * 3600;

export const forgetWorkers: Chore = {
  name: 'forget-workers',
  everySeconds: 600,
  run: async ({ db }) => {
    await clearWorkers(db, { olderThanSeconds: shownSeconds });
  },
};
