import { recordWorkerStopped, registerWorker, reportWorker, setWorkerMode, type WorkerIdentity } from '@flowport/db';
import type { WorkerMode } from '@flowport/domain';
import type { WorkerContext } from '../context.ts';

/** What others know of this worker, and what is wished of it. */
export type Presence = {
  /** As it was heard last; an unreachable database changes nothing. */
  mode(): WorkerMode;
  /** The worker's own wish, as at SIGTERM: it holds whether or not it can be told. */
  drain(): Promise<void>;
  /** The last sign of life: it has ended in order. */
  leave(): Promise<void>;
};

/** Four reports may be lost before others take the worker for dead, see heartbeatSecondsMax of packages/db. */
const reportMilliseconds = 5000;

/**
 * Makes the worker known and reports its life. A wish is heard by a notification at once, and by the next report at the
 * latest.
 * @param onMode called when the mode has changed.
 */
export async function keepPresence(
  context: WorkerContext,
  identity: WorkerIdentity,
  onMode: (mode: WorkerMode) => void,
): Promise<Presence> {
  const { db, logger } = context;
  let mode: WorkerMode = 'active';
  let hasLeft = false;
  let reporting = Promise.resolve();
  const change = (wished: WorkerMode) => {
    // Whoever drains has begun to end.
    if (wished === mode || mode === 'draining') return;
    mode = wished;
    logger.info({ mode }, 'the mode of this worker has changed');
    onMode(mode);
  };
  const report = async () => {
    try {
      const wished = await reportWorker(db, identity.id);
      if (wished) change(wished);
      else await registerWorker(db, identity);
    } catch (err) {
      logger.warn({ err }, 'the heartbeat of this worker could not be written yet');
    }
  };
  // One after the other, so that none is written after the worker has left.
  const reportNext = () => {
    reporting = reporting.then(() => (hasLeft ? undefined : report()));
  };
  await registerWorker(db, identity);
  const unlisten = await db.listen('flowport_worker', (id) => id === identity.id && reportNext(), reportNext);
  const timer = setInterval(reportNext, reportMilliseconds);
  return {
    mode: () => mode,
    async drain() {
      const tell = async () => {
        try {
          await setWorkerMode(db, { workerId: identity.id, mode: 'draining' });
        } catch (err) {
          logger.warn({ err }, 'that this worker drains could not be told');
        }
      };
      // Told before the worker leaves, which may be at once where it has nothing in hand.
      reporting = reporting.then(tell);
      change('draining');
      await reporting;
    },
    async leave() {
      hasLeft = true;
      clearInterval(timer);
      try {
        await reporting;
        await unlisten();
        await recordWorkerStopped(db, identity.id);
      } catch (err) {
        logger.warn({ err }, 'that this worker ends could not be told');
      }
    },
  };
}
