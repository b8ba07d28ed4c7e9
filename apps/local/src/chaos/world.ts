import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, migrate, openDatabase } from '@flowport/db';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@flowport/db/embedded';
import { installEvidence } from '@flowport/db/evidence';
import { startChild } from '../process/child.ts';
import { root } from '../root.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { openPeople, type People } from './people.ts';

/** Everything there is in a portal but the portal: Postgres, the simulated account, workers and people, as processes. */
export type World = {
  db: Database;
  cloud: Cloud;
  fleet: Fleet;
  people: People;
  leaseSeconds: number;
  /** Stops the server, whose sessions end, and starts it again on the same port. */
  restartDatabase(): Promise<void>;
  close(): Promise<void>;
};

export type WorldSettings = {
  dataDir: string;
  workers: number;
  leaseSeconds: number;
  /** What children inherit. */
  inherited: Record<string, string>;
};

export async function openWorld(settings: WorldSettings): Promise<World> {
  const { dataDir, leaseSeconds, inherited } = settings;
  const logDir = join(dataDir, 'log');
  await mkdir(logDir, { recursive: true });
  const closing: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const log = createWriteStream(join(logDir, 'postgres.log'), { flags: 'a', mode: 0o600 });
    const start = (port?: number): Promise<EmbeddedPostgres> =>
      startEmbeddedPostgres({
        dataDir: join(dataDir, 'postgres'),
        log: (line) => log.write(`${line}\n`),
        ...(port === undefined ? {} : { port }),
      });
    let postgres = await start();
    closing.push(() => postgres.stop());
    await migrate(postgres.url);
    await installEvidence(postgres.url);
    const db = await openDatabase({ url: postgres.url });
    closing.push(() => db.close());

    const sandboxDir = join(dataDir, 'sandbox');
    const sandbox = startChild({
      name: 'sandbox',
      args: ['packages/sandbox/src/main.ts', '--data', sandboxDir, '--latency', 'none'],
      cwd: root,
      env: inherited,
      logFile: join(logDir, 'sandbox.log'),
      graceSeconds: 10,
    });
    closing.push(() => sandbox.stop());
    const people = await openPeople(db, await sandbox.ready);
    const sandboxFile = join(sandboxDir, 'sandbox.json');
    const cloud = await openCloud(sandboxFile, people.backend);
    closing.push(() => cloud.close());
    const fleet = await startFleet({
      places: settings.workers,
      dataDir,
      databaseUrl: () => postgres.url,
      leaseSeconds,
      env: {
        ...inherited,
        NODE_ENV: 'production',
        FLOWPORT_SECRET: Buffer.alloc(32, 5).toString('base64'),
        FLOWPORT_SANDBOX_FILE: sandboxFile,
        FLOWPORT_WORKER_CONCURRENCY: '2',
      },
    });
    closing.push(() => fleet.close());
    let restarting = Promise.resolve();
    return {
      db,
      cloud,
      fleet,
      people,
      leaseSeconds,
      // Two lanes may ask for it at once; then it is done twice, one after the other.
      restartDatabase: () => {
        restarting = restarting.then(async () => {
          const { port } = postgres;
          await postgres.stop();
          postgres = await start(port);
        });
        return restarting;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
