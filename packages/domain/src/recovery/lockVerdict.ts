/** Who holds the lock of a state, as Terraform wrote it. */
export type LockFacts = {
  id: string;
  /** `user@host` */
  who: string;
  /** RFC 3339, by the clock of that host. */
  created: string;
  operation: string;
};

/** The time in which a worker had the right to act for a run of the stack. Times by the database's clock. */
export type LeaseSpan = {
  runId: string;
  workerId: string;
  acquiredAt: Date;
  /** When it ends, or ended: it ran out, was given back, or was taken away. */
  endsAt: Date;
};

/** A process that takes runs, as it last reported. */
export type WorkerFacts = { id: string; host: string; heartbeatAt: Date; stoppedAt: Date | null };

export type LockVerdict = {
  /**
   * - `live`: the worker that took it may still act for its run, so it must be left alone.
   * - `orphaned`: it was taken for a run by a worker whose right to act is over; nobody holds it any more.
   * - `foreign`: no run explains it. A person may be at work with Terraform.
   */
  verdict: 'live' | 'orphaned' | 'foreign';
  /** Sentences that say why, in plain words. */
  evidence: string[];
  runId: string | null;
  workerId: string | null;
};

/**
 * Locks carry the time of the host that took them, and its clock may be off. So much is forgiven; beyond it, a lock that
 * a lease does not explain is somebody else's.
 */
const clockMinutesOff = 10;

/**
 * Judges a lock of a stack's state. A worker's Terraform takes locks only while it holds the lease of a run of that stack,
 * and is dead before that lease ends, whatever becomes of the worker; so a lock is explained by its host and its time.
 * @param leases of the stack's runs, those that are over included.
 * @param now by the database's clock.
 */
export function lockVerdict(input: {
  lock: LockFacts;
  leases: readonly LeaseSpan[];
  workers: readonly WorkerFacts[];
  now: Date;
}): LockVerdict {
  const { lock, leases, workers, now } = input;
  const host = hostOf(lock.who);
  const known = new Map(workers.map((worker) => [worker.id, worker]));
  const explaining = leases
    .filter((lease) => (known.get(lease.workerId)?.host ?? hostOfWorkerId(lease.workerId)) === host)
    .filter((lease) => isWithin(new Date(lock.created), lease))
    .sort((a, b) => b.endsAt.getTime() - a.endsAt.getTime());
  const [lease] = explaining;
  const taken = `The lock was taken by ${lock.who} at ${lock.created} for ${article(lock.operation)}.`;
  if (!lease) {
    const evidence = [taken, `No run of this stack was in the hands of a worker on ${host} at that time.`];
    return { verdict: 'foreign', evidence, runId: null, workerId: null };
  }
  const { runId, workerId } = lease;
  const worker = known.get(workerId);
  if (lease.endsAt > now) {
    const evidence = [
      taken,
      `The worker ${workerId} works on the run ${runId} since ${time(lease.acquiredAt)}; its lease is good until ${time(lease.endsAt)}.`,
    ];
    return { verdict: 'live', evidence, runId, workerId };
  }
  const evidence = [
    taken,
    `The worker ${workerId} had the run ${runId} then. Its lease ended at ${time(lease.endsAt)}, and its Terraform is killed before that, whatever becomes of the worker.`,
    lastSign(workerId, worker),
  ];
  return { verdict: 'orphaned', evidence, runId, workerId };
}

function lastSign(workerId: string, worker: WorkerFacts | undefined): string {
  if (!worker) return `Nothing is known of the worker ${workerId} any more.`;
  if (worker.stoppedAt) return `The worker ${workerId} ended at ${time(worker.stoppedAt)}.`;
  return `The worker ${workerId} gave its last sign of life at ${time(worker.heartbeatAt)}.`;
}

function isWithin(created: Date, { acquiredAt, endsAt }: LeaseSpan): boolean {
  const forgiven = clockMinutesOff * 60_000;
  return created.getTime() >= acquiredAt.getTime() - forgiven && created.getTime() <= endsAt.getTime() + forgiven;
}

/** The host in a lock's `user@host`. */
export function hostOf(who: string): string {
  return who.slice(who.lastIndexOf('@') + 1);
}

/** A worker is named HOST-PID-RANDOM, for rows that have been cleared away. */
function hostOfWorkerId(workerId: string): string {
  return workerId.replace(/-\d+-[0-9a-f]+$/, '');
}

function article(operation: string): string {
  return /^[aeiou]/.test(operation) ? `an ${operation}` : `a ${operation}`;
}

function time(at: Date): string {
  return at.toISOString();
}
