import { AppError } from '@flowport/domain';

/** Why a run is to be stopped before its end. */
export type StopReason = 'cancel' | 'shutdown' | 'risk';

type ActiveRun = {
  stop(reason: StopReason): void;
  /** Something of the run has changed: its status is to be looked at. */
  look(): void;
};

/** The runs that this process works on, so that a cancel or the end of the process can reach them. */
export type ActiveRuns = {
  add(runId: string, run: ActiveRun): void;
  remove(runId: string): void;
  get(runId: string): ActiveRun | undefined;
  /** Stops all runs of this process, and whatever is added from now on: the process ends. */
  shutDown(): void;
  readonly isShuttingDown: boolean;
};

export function activeRuns(): ActiveRuns {
  const runs = new Map<string, ActiveRun>();
  let isShuttingDown = false;
  return {
    add: (runId, run) => {
      runs.set(runId, run);
      if (isShuttingDown) run.stop('shutdown');
    },
    remove: (runId) => runs.delete(runId),
    get: (runId) => runs.get(runId),
    shutDown: () => {
      isShuttingDown = true;
      for (const run of runs.values()) run.stop('shutdown');
    },
    get isShuttingDown() {
      return isShuttingDown;
    },
  };
}

/** What the work of a stopped run is rejected with. */
export function stopError(reason: StopReason): AppError {
  switch (reason) {
    case 'cancel':
      return new AppError('canceled', 'The run was canceled.');
    case 'shutdown':
      return new AppError('canceled', 'The worker was stopped.');
    case 'risk':
      return new AppError('canceled', 'The worker could not reach the database, and stopped in time.');
  }
}
