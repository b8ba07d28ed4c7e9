import { AppError, type RunStatus } from '@flowport/domain';

/** The lease as the database gave it; a holder only hands it on. */
export type LeaseLike = { runId: string; token: number };

/**
 * A lease that is kept alive while a run is worked on. Its promise: before the database may give the run to another
 * worker, `lost` is aborted, and whoever listens has killed Terraform. So the deadline is measured by this machine's
 * monotonic clock from before the last extension that went through was sent, and lies a margin ahead of its end.
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
  extend(lease: L): Promise<{ lease: L; runStatus: RunStatus }>;
  /** Monotonic milliseconds. */
  monotonic(): number;
  /** What the run's status was at each extension: how a lost notification of a cancel is still noticed. */
  onStatus(status: RunStatus): void;
  onRetry(error: unknown): void;
};

/** An extension each third of the lease: two may fail before the third decides. */
const beatsPerLease = 3;
/** What is left between the kill of Terraform and the end of the lease. */
const marginRatio = 0.2;
const retryMilliseconds = 1000;
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
    clearTimeout(deadline);
  };
  const armDeadline = (since: number) => {
    clearTimeout(deadline);
    const left = since + leaseMilliseconds * (1 - marginRatio) - ports.monotonic();
    deadline = setTimeout(() => lose(undefined), Math.max(0, left));
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
      armDeadline(since);
      ports.onStatus(extended.runStatus);
      beat = setTimeout(extend, leaseMilliseconds / beatsPerLease);
    } catch (error) {
      if (stopped) return;
      if (error instanceof AppError && error.code === 'lease_lost') return lose(error);
      ports.onRetry(error);
      beat = setTimeout(extend, retryMilliseconds);
    } finally {
      isExtending = false;
    }
  };

  armDeadline(options.acquiredAt);
  beat = setTimeout(extend, leaseMilliseconds / beatsPerLease);
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
