import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { type Database, openQueue, randomIds, type TargetRecord } from '@flowport/db';
import type { TargetKind } from '@flowport/domain';
import { type EnvironmentSource, findTerraform, monotonicMilliseconds, startGuard } from '@flowport/terraform';
import worker from '../package.json' with { type: 'json' };
import { awsCloud, type Cloud } from './cloud/cloud.ts';
import { sandboxCloud } from './cloud/sandboxCloud.ts';
import type { Logger, WorkerContext } from './context.ts';
import { consume } from './loop/consume.ts';
import { keepPresence } from './loop/presence.ts';
import type { Outbound } from './notifications/deliverNotifications.ts';
import { activeRuns } from './run/activeRuns.ts';
import { type ProcessSecrets, processSecrets } from './secrets/runSecrets.ts';
import { preparedDirectories } from './workdir/preparedDirectories.ts';
import { runFolders } from './workdir/runFolders.ts';

export type WorkerOptions = {
  db: Database;
  logger: Logger;
  secret: Uint8Array;
  /** What its runs learn to be secret is hidden by these; the process hides its own log by them, too. */
  secrets?: ProcessSecrets;
  /** Where this worker keeps the folders of its runs; private to it. */
  runsDir: string;
  sandboxFile: string | undefined;
  /** Left out: no mails, and links of the portal in none. */
  outbound?: Outbound;
  concurrency: number;
  leaseSeconds?: number;
  mirrorDir: string | undefined;
  pluginCacheDir: string | undefined;
  /** PATH finds Terraform; the allow list of its environment is taken from here. */
  source: EnvironmentSource;
};

export type RunningWorker = {
  workerId: string;
  /** Takes no further run, interrupts those under way, and resolves when all is written. */
  stop(): Promise<void>;
  /** Takes no further run and ends when those under way have ended by themselves; does not wait for it. */
  drain(): void;
  /** Settles when the worker has ended, rejected when it could not go on. */
  ended: Promise<void>;
};

/**
 * A dead worker is to be noticed within 30 s, and its run to go on within 60 s: with a sweep each 3 s it is noticed
 * after 23 s at the latest. Long enough that a garbage collection, a slow disk or a database that restarts (12 s until
 * Terraform is interrupted, 16 s until it is killed) does not cost the run.
 */
const leaseSecondsDefault = 20;

/**
 * Puts a worker together and starts it; resolves when it takes jobs. The database stays the caller's.
 * @throws AppError `unavailable` when Terraform is missing or too old, or the queue can't be reached.
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { db, logger, source } = options;
  const clouds: Record<TargetKind, () => Promise<Cloud>> = {
    aws: async () => awsCloud,
    sandbox: () => sandboxCloud(options.sandboxFile),
  };
  const context: WorkerContext = {
    workerId: `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`,
    db,
    ids: randomIds,
    now: () => new Date(),
    monotonic: monotonicMilliseconds,
    guard: startGuard(),
    logger,
    leaseSeconds: options.leaseSeconds ?? leaseSecondsDefault,
    secret: options.secret,
    outbound: options.outbound ?? {
      mail: undefined,
      webhooks: { loopback: options.sandboxFile !== undefined, private: false },
      portalUrl: undefined,
    },
    secrets: options.secrets ?? processSecrets(),
    terraform: {
      binary: await findTerraform(source.PATH),
      source,
      pluginCacheDir: options.pluginCacheDir,
      mirrorDir: options.mirrorDir,
    },
    cloudOf: (target: TargetRecord) => clouds[target.kind](),
    folders: runFolders(options.runsDir),
    prepared: preparedDirectories(),
    active: activeRuns(),
  };
  const queue = await openQueue(db);
  const { concurrency } = options;
  const identity = { id: context.workerId, host: hostname(), pid: process.pid, version: worker.version, concurrency };
  const presence = await keepPresence(context, identity, queue.wake);
  const stopping = new AbortController();
  let ended: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    ended = consume(context, queue, {
      concurrency,
      signal: stopping.signal,
      mode: presence.mode,
      onReady: resolve,
    }).finally(async () => {
      await Promise.all([queue.close(), context.guard.close(), presence.leave()]);
    });
    ended.then(resolve, reject);
  });
  return {
    workerId: context.workerId,
    ended,
    stop: async () => {
      stopping.abort();
      await ended;
    },
    drain: () => void presence.drain(),
  };
}
