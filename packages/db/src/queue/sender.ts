import { AppError } from '@flowport/domain';
import type pg from 'pg';
import { fromPrisma, PgBoss } from 'pg-boss';
import type { Prisma } from '../generated/client.ts';
import { runQueue } from './installQueue.ts';
import type { RunJob } from './job.ts';

export type JobSender = {
  send(tx: Prisma.TransactionClient, job: RunJob): Promise<void>;
  close(): Promise<void>;
};

/**
 * Puts jobs into the queue on the caller's transaction. It takes none, supervises nothing and has no connections of its
 * own: what it has to know it reads through the pool.
 * @throws AppError `unavailable` when the queue was never installed.
 */
export async function openJobSender(pool: pg.Pool): Promise<JobSender> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    migrate: false,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  boss.on('error', () => {
    // Only the periodic look at the queue's settings can fail here, and then the known ones stay in use.
  });
  try {
    await boss.start();
  } catch (cause) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw new AppError(
      'unavailable',
      'The database is not ready for this version of Flowport: its queue is missing or older. Apply the migrations first; npm start does so.',
      { cause },
    );
  }
  return {
    async send(tx, job) {
      await boss.send(runQueue, job, { db: fromPrisma(tx), singletonKey: job.stackId });
    },
    close: () => boss.stop({ graceful: false }),
  };
}
