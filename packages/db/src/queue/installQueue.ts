import { PgBoss } from 'pg-boss';

/** The one queue: its jobs name a run. */
export const runQueue = 'run';

/**
 * So long without a sign of life, and pg-boss gives the job to another worker. Where the worker had a lease on the run
 * the sweep is faster, see releaseJob.
 */
const heartbeatSeconds = 15;

/** Makes or migrates pg-boss's schema and the queue of runs. Safe to call from several processes at once. */
export async function installQueue(url: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'flowport-migrate',
    max: 2,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  const errors: unknown[] = [];
  boss.on('error', (error) => errors.push(error));
  try {
    await boss.start();
    // `singleton`: of the jobs with one key, here the stack's id, at most one is active; a unique index holds it.
    await boss.createQueue(runQueue, { policy: 'singleton' });
    await boss.updateQueue(runQueue, {
      // Whoever puts a job in tells the workers on a channel of ours, see openQueue.
      notify: false,
      heartbeatSeconds,
      // pg-boss's own maximum. A large stack takes most of an hour on AWS; heartbeats notice a dead worker long before.
      expireInSeconds: 24 * 3600,
      // A job fails when its worker died or could not take the lease yet; half a minute later the lease is free.
      retryLimit: 20,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 30,
      // How long a run may wait for a worker. The run itself stays queued, see listRuns.
      retentionSeconds: 90 * 24 * 3600,
      deleteAfterSeconds: 24 * 3600,
    });
  } finally {
    await boss.stop({ graceful: false });
  }
  if (errors.length > 0) throw errors[0];
}
