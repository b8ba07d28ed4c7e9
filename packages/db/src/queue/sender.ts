import { AppError, systemUserId } from '@flowport/domain';
import type pg from 'pg';
import { fromPrisma, PgBoss } from 'pg-boss';
import { notify } from '../database/notify.ts';
import type { Prisma } from '../generated/client.ts';
import { runQueue } from './installQueue.ts';
import type { EnqueueOptions, RunJob } from './job.ts';

export type JobSender = {
  send(tx: Prisma.TransactionClient, job: RunJob, options?: EnqueueOptions): Promise<void>;
  release(tx: Prisma.TransactionClient, runId: string): Promise<void>;
  close(): Promise<void>;
};

/**
 * What was approved goes first, and what was interrupted in the middle: people wait for it, or something half made
 * costs money. Then what people ask for; then what Flowport does by itself.
 */
const priorities = { approved: 20, person: 10, background: 0 };

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
    async send(tx, job, options) {
      const [of] = await tx.$queryRaw<{ targetId: string; requestedById: string }[]>`
        SELECT stack.target_id AS "targetId", run.requested_by_id AS "requestedById"
        FROM run JOIN stack ON stack.id = run.stack_id WHERE run.id = ${job.runId}`;
      const asker = options?.priority ?? (of?.requestedById === systemUserId ? 'background' : 'person');
      await boss.send(runQueue, job, {
        db: fromPrisma(tx),
        singletonKey: job.stackId,
        priority: priorities[job.phase === 'plan' ? asker : 'approved'],
        // Group and tier are what claimJob counts by.
        ...(of ? { group: { id: of.targetId, tier: of.targetId } } : {}),
      });
      await notify({ client: tx }, ['flowport_queue', job.runId]);
    },
    async release(tx, runId) {
      const active = await tx.$queryRaw<{ id: string }[]>`
        SELECT id::text FROM pgboss.job WHERE name = ${runQueue} AND state = 'active' AND data ->> 'runId' = ${runId}`;
      if (active.length === 0) return;
      await boss.cancel(
        runQueue,
        active.map(({ id }) => id),
        { db: fromPrisma(tx) },
      );
      await notify({ client: tx }, ['flowport_queue', runId]);
    },
    close: () => boss.stop({ graceful: false }),
  };
}
