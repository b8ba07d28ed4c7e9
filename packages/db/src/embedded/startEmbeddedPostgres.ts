import { join, resolve } from 'node:path';
import pg from 'pg';
import { accountForPostgres } from './account.ts';
import { findBinaries } from './binaries.ts';
import { type Cluster, ensureCluster, superuser } from './cluster.ts';
import { clearLeftover, supervisorLock } from './leftover.ts';
import { startServer } from './server.ts';

export type EmbeddedPostgres = {
  /** Connection string of the database `flowport`, with the password of the data directory. */
  url: string;
  port: number;
  /** Ends every session, writes all to disk and stops the server; may be called twice. */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** Where the cluster lies; made when it is not there. */
  dataDir: string;
  /** A free one is chosen when none is given. */
  port?: number;
  /** Called with each line that Postgres writes. */
  log: (line: string) => void;
};

/**
 * Starts the Postgres that comes with Flowport, for those who have none. It listens on 127.0.0.1 alone, with a password
 * made at the first start. After a kill -9 of Flowport or of Postgres the next start clears up and recovers.
 * @throws AppError `unavailable` with the remedy; `conflict` while another Flowport uses the directory.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return startWithSettings(options, { durable: true, settings: {} });
}

/** With settings of Postgres beside ours; tests switch durability off. */
export async function startWithSettings(
  options: EmbeddedPostgresOptions,
  { durable, settings }: { durable: boolean; settings: Readonly<Record<string, string>> },
): Promise<EmbeddedPostgres> {
  const { port, log } = options;
  const dataDir = resolve(options.dataDir);
  const binaries = await findBinaries();
  const account = await accountForPostgres([join(dataDir, 'cluster'), binaries.postgres]);
  const cluster = await ensureCluster(dataDir, { binaries, account, durable, log });
  await clearLeftover(cluster, log);
  const server = await startServer({ program: binaries.postgres, account, cluster, port, settings, log });
  const supervisor = await superviseAndCreate(cluster, server.port).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await supervisor.end().catch(() => undefined);
    await server.stop();
  };
  return {
    url: `postgresql://${superuser}:${cluster.password}@127.0.0.1:${server.port}/flowport`,
    port: server.port,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** Holds the supervisor's lock for as long as this process lives, and makes the database at the first start. */
async function superviseAndCreate(cluster: Cluster, port: number): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password: cluster.password,
    database: 'postgres',
    application_name: 'flowport-supervisor',
  });
  client.on('error', () => {
    // The server was stopped; whoever uses the database hears of it on its own connections.
  });
  await client.connect();
  await client.query('SELECT pg_advisory_lock($1)', [supervisorLock]);
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'flowport'");
  if (rowCount === 0) await client.query('CREATE DATABASE flowport');
  return client;
}
