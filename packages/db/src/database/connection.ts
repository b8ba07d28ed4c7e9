import type { Prisma, PrismaClient } from '../generated/client.ts';
import type { EnqueueOptions, RunJob } from '../queue/job.ts';

/** What a read, or a write of one statement, needs: the database itself or a transaction on it. */
export type Connection = { readonly client: Prisma.TransactionClient };

/**
 * A transaction that is open. Verbs that write more than one statement ask for it by type, so that none of them can be
 * called outside of one.
 */
export type Tx = Connection & {
  /** Puts the job into the queue with the transaction: rolled back, it never was there. */
  readonly enqueue: (job: RunJob, options?: EnqueueOptions) => Promise<void>;
  /**
   * Ends the job that a worker has for the run, so that the stack's next job need not wait until the queue itself
   * notices that the worker is dead. For whoever has taken the run's lease away.
   */
  readonly releaseJob: (runId: string) => Promise<void>;
};

/**
 * What a notification may be about, with the id as its payload: `flowport_run` when a run, its plan or its approvals
 * changed, `flowport_step` when a step of the run moved on, many times a second at worst, `flowport_log` when its log
 * grew, `flowport_stack` when a stack changed, `flowport_team` with the id of a team that was notified of something,
 * `flowport_queue` when a job can be taken, `flowport_worker` when a worker is wished in another mode.
 */
export const channels = [
  'flowport_run',
  'flowport_step',
  'flowport_log',
  'flowport_stack',
  'flowport_team',
  'flowport_queue',
  'flowport_worker',
] as const;
export type Channel = (typeof channels)[number];

/** Ends a subscription. */
export type Unlisten = () => Promise<void>;

export type Database = Connection & {
  readonly url: string;
  /** The whole Prisma client, for better-auth's adapter; everything else goes through the verbs of this package. */
  readonly client: PrismaClient;
  /**
   * Runs `work` in one transaction (read committed) and commits when it resolves. A serialization failure or deadlock
   * is tried again twice; everything else rolls back and is thrown as it is.
   * @throws AppError `unavailable` when the database cannot be reached, `conflict` for a unique violation.
   */
  inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Calls `onId` for every notification on the channel, and `onGap` after the connection was lost and is back: what was
   * sent meanwhile is lost, so the caller reads anew. All subscriptions share one connection, opened at the first.
   * Neither function may throw: there is nobody to catch it.
   */
  listen(channel: Channel, onId: (id: string) => void, onGap?: () => void): Promise<Unlisten>;
  /** Resolves when a statement went through, else throws `unavailable`. */
  ping(): Promise<void>;
  /** May be called twice. */
  close(): Promise<void>;
};
