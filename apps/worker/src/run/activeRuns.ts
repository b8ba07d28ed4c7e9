import { AppError } from '@flowport/domain';

/** Why a run is to be stopped before its end. */
export type StopReason = 'cancel' | 'shutdown';

/** The runs that this process works on, so that a cancel or the end of the process can reach them. */
export type ActiveRuns = {
  add(runId: string, stop: (reason: StopReason) => void): void;
  remove(runId: string): void;
  has(runId: string): boolean;
  stop(runId: string, reason: StopReason): void;
  /** Stops all runs of this process, and whatever is added from now on: the process ends. */
  shutDown(): void;
  readonly isShuttingDown: boolean;
};

export function activeRuns(): ActiveRuns {
  const stops = new Map<string, (reason: StopReason) => void>();
  let isShuttingDown = false;
  return {
    add: (runId, stop) => {
      stops.set(runId, stop);
      if (isShuttingDown) stop('shutdown');
    },
    remove: (runId) => stops.delete(runId),
    has: (runId) => stops.has(runId),
    stop: (runId, reason) => stops.get(runId)?.(reason),
    shutDown: () => {
      isShuttingDown = true;
      for (const stop of stops.values()) stop('shutdown');
    },
    get isShuttingDown() {
      return isShuttingDown;
    },
  };
}

/** What the work of a stopped run is rejected with. */
export function stopError(reason: StopReason): AppError {
  return reason === 'cancel'
    ? new AppError('canceled', 'The run was canceled.')
    : new AppError('canceled', 'The worker was stopped.');
}
