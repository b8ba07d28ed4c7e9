import { AppError, type RunStatus } from '@flowport/domain';

/** The lease as the database gave it; a holder only hands it on. */
export type LeaseLike = { runId: string; token: number };

/**
 * A lease that is kept alive while a run is worked on. Its promise: before the database may give the run to another
 * worker, Terraform is dead. All is measured by this machine's monotonic clock from before the last extension that went
 * through was sent; the wall clock may be off by any time.
 *
 * In the order in which it comes when no extension goes through: `onRisk`, whereupon Terraform is interrupted and may
 * finish what it has in hand; `lost`, whereupon it is killed; the deadline of `onExtended`, by which a guard that is not
 * this process has killed it; the end of the lease in the database.
 */
export type HeldLease<L extends LeaseLike> = {
  /** To be carried by every write. */
  readonly current: L;
  /** Extends soon, in order to learn the run's status; however often it is called, a few times a second at most. */
  look(): void;
  /** Aborted with `lease_lost` when the right to act is gone or can no longer be proven. */
  readonly lost: AbortSignal;
  /** Stops the heartbeat; does not release. */
  stop(): void;
};

export type LeasePorts<L extends LeaseLike> = {
  extend(lease: L): Promise<{ lease: L; runStatus: RunStatus; isForced: boolean }>;
  /** Monotonic milliseconds. */
  monotonic(): number;
  /** What the run's status was at each extension: how a lost notification of a cancel is still noticed. */
  onStatus(status: RunStatus, isForced: boolean): void;
  /** The lease is good. `deadline`: when all that was started under it has to be gone, in monotonic milliseconds. */
  onExtended(deadline: number): void;
  /** The lease could not be extended for so long that the work had better end in order while there is time. */
  onRisk(): void;
  onRetry(error: unknown): void;
};

/**
 * Parts of the lease, from its last extension. The next one is due after a fifth, so that several may fail; a database
 * that restarts is back long before `risk`. What is left at the end is for a kill to take effect.
 */
const beatRatio = 0.2;
const riskRatio = 0.6;
const lostRatio = 0.8;
const guardRatio = 0.9;
const retryMilliseconds = 500;
/** A cancel is noticed so fast; changes of the run itself, which look the same from here, cost no more than this. */
const lookMilliseconds = 300;

/** @param acquiredAt monotonic milliseconds from before the acquisition was sent. */
export function holdLease<L extends LeaseLike>(
  acquired: L,
  options: { leaseSeconds: number; acquiredAt: number },
  ports: LeasePorts<L>,
): HeldLease<L> {
  const leaseMilliseconds = options.leaseSeconds * 1000;
  const lost = new AbortController();
  let current = acquired;
  let beat: NodeJS.Timeout | undefined;
  let soon: NodeJS.Timeout | undefined;
  let risk: NodeJS.Timeout | undefined;
  let deadline: NodeJS.Timeout | undefined;
  let stopped = false;
  let isExtending = false;

  const lose = (cause: unknown) => {
    if (stopped) return;
    stop();
    lost.abort(
      cause instanceof AppError && cause.code === 'lease_lost'
        ? cause
        : new AppError(
            'lease_lost',
            'The lease of the run could not be extended in time, so this worker has stopped.',
            {
              cause,
            },
          ),
    );
  };
  const stop = () => {
    stopped = true;
    clearTimeout(beat);
    clearTimeout(soon);
    clearTimeout(risk);
    clearTimeout(deadline);
  };
  const armDeadlines = (since: number) => {
    clearTimeout(risk);
    clearTimeout(deadline);
    const left = (ratio: number) => Math.max(0, since + leaseMilliseconds * ratio - ports.monotonic());
    risk = setTimeout(() => ports.onRisk(), left(riskRatio));
    deadline = setTimeout(() => lose(undefined), left(lostRatio));
    ports.onExtended(since + leaseMilliseconds * guardRatio);
  };
  const extend = async () => {
    clearTimeout(beat);
    clearTimeout(soon);
    soon = undefined;
    isExtending = true;
    const since = ports.monotonic();
    try {
      const extended = await ports.extend(current);
      if (stopped) return;
      current = extended.lease;
      armDeadlines(since);
      ports.onStatus(extended.runStatus, extended.isForced);
      beat = setTimeout(extend, leaseMilliseconds * beatRatio);
    } catch (error) {
      if (stopped) return;
      if (error instanceof AppError && error.code === 'lease_lost') return lose(error);
      ports.onRetry(error);
      beat = setTimeout(extend, retryMilliseconds);
    } finally {
      isExtending = false;
    }
  };

  armDeadlines(options.acquiredAt);
  beat = setTimeout(extend, leaseMilliseconds * beatRatio);
  return {
    get current() {
      return current;
    },
    look: () => {
      if (!stopped && !isExtending) soon ??= setTimeout(extend, lookMilliseconds);
    },
    lost: lost.signal,
    stop,
  };
}
