import type { WorkerMode } from '@flowport/domain';

/** A run that a worker has the lease of. */
export type HeldRun = { runId: string; slug: string; teamId: string; since: Date };

/** A process that takes runs, as it last reported. */
export type WorkerRecord = {
  id: string;
  host: string;
  pid: number;
  version: string;
  concurrency: number;
  mode: WorkerMode;
  startedAt: Date;
  heartbeatAt: Date;
  stoppedAt: Date | null;
  /** It has not ended in order, and its heartbeat is not overdue by the database's clock. */
  isAlive: boolean;
  holds: HeldRun[];
};

/** A worker reports every 5 s; one that has missed this much is taken for dead. It decides nothing: leases do. */
export const heartbeatSecondsMax = 15;
