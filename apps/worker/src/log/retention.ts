import { listLogsToPurge, purgeLog } from '@flowport/db';
import type { Chore } from '../chores/chore.ts';

/** Removed by one statement: some 10 MB, which holds its locks for a fraction of a second. */
const chunksMax = 500;
/** Looked up at once. */
const runsMax = 100;

/** Removes the logs that have been kept as long as their targets want. */
export const logRetention: Chore = {
  name: 'log-retention',
  everySeconds: 3600,
  async run({ db, active, logger }) {
    for (let runs = runsMax; runs === runsMax; ) {
      const due = await listLogsToPurge(db, { limit: runsMax });
      for (const runId of due) {
        let more = true;
        while (more) {
          if (active.isShuttingDown) return;
          more = await purgeLog(db, { runId, chunksMax });
        }
      }
      runs = due.length;
      if (runs > 0) logger.info({ runs }, 'logs were removed that had been kept long enough');
    }
  },
};
