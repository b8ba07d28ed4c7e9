import type { Database } from '../database/connection.ts';
import { notWritten } from '../notWritten.ts';
import type { RunJob } from './job.ts';

export type WorkOptions = {
  /** How many runs this process works on at once. */
  concurrency: number;
  /** Aborted: no further job is taken; `work` resolves once the running handlers have returned. */
  signal: AbortSignal;
  /** Called once the process takes jobs. */
  onReady?: () => void;
  /** What goes wrong in the queue itself; a handler that throws is reported here too, and its job is tried again. */
  onError: (error: unknown) => void;
};

/**
 * A job's handler. `signal` is aborted when the queue has given the job up (its heartbeat was late), and then another
 * worker may get it; what protects the run itself is the lease.
 */
export type RunJobHandler = (job: RunJob, signal: AbortSignal) => Promise<void>;

export type Queue = {
  /** Takes jobs until `signal` is aborted. Jobs of one stack never run at the same time, on whatever machine. */
  work(handler: RunJobHandler, options: WorkOptions): Promise<void>;
  close(): Promise<void>;
};

export async function openQueue(db: Database): Promise<Queue> {
  return notWritten(`openQueue ${db.url}`);
}
