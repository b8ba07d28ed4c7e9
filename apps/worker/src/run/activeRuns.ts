import { AppError } from '@flowport/domain';

/** Why a run is to be stopped before its end. */
export type StopReason = 'cancel' | 'shutdown';

/** The runs that this process works on, so that a cancel or the end of the process can reach them. */
export type ActiveRuns = {
  add(runId: string, stop: (reason: StopReason) => void): void;
  remove(runId: string): void;
  has(runId: string): boolean;
  stop(runId: string, reason: StopReason): void;
  stopAll(reason: StopReason): void;
};

export function activeRuns(): ActiveRuns {
  const stops = new Map<string, (reason: StopReason) => void>();
  return {
    add: (runId, stop) => stops.set(runId, stop),
    remove: (runId) => stops.delete(runId),
    has: (runId) => stops.has(runId),
    stop: (runId, reason) => stops.get(runId)?.(reason),
    stopAll: (reason) => {
      for (const stop of stops.values()) stop(reason);
    },
  };
}

/** What the work of a stopped run is rejected with. */
export function stopError(reason: StopReason): AppError {
  return reason === 'cancel'
    ? new AppError('canceled', 'The run was canceled.')
    : new AppError('canceled', 'The worker was stopped.');
}
