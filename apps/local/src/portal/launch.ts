import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { seedPortal } from '@flowport/api';
import { migrate } from '@flowport/db';
import { startEmbeddedPostgres } from '@flowport/db/embedded';
import { findTerraform } from '@flowport/terraform';
import { type Child, startChild } from '../process/child.ts';
import { root } from '../root.ts';
import { checkDatabase, checkDataDir, checkPort } from './preflight.ts';
import type { Progress } from './progress.ts';
import { loadSecrets, type SignIn } from './secrets.ts';

export type PortalSettings = {
  port: number;
  dataDir: string;
  databaseUrl: string | undefined;
  path: string;
  inherited: Record<string, string>;
  latency: 'demo' | 'none';
  progress: Progress;
  signal: AbortSignal;
};

export type Portal = {
  url: string;
  databaseUrl: string;
  sandboxFile: string;
  signIns: SignIn[];
  /** Settles when one of the processes has ended by itself, with a sentence that says which. */
  failed: Promise<string>;
  /** Stops all processes in order: portal, worker, sandbox, database. */
  stop(): Promise<void>;
};

/**
 * Starts Postgres, sandbox, worker and portal, each as a process of its own, and seeds what is missing.
 * @throws CannotStart with one sentence and its remedy; whatever had been started is stopped again.
 */
export async function launchPortal(settings: PortalSettings): Promise<Portal> {
  const { dataDir, port, progress, signal } = settings;
  await checkDataDir(dataDir);
  await checkPort(port);
  await findTerraform(settings.path);
  if (settings.databaseUrl) await checkDatabase(settings.databaseUrl);
  const logDir = join(dataDir, 'log');
  await mkdir(logDir, { recursive: true });
  const { secret, signIns } = await loadSecrets(dataDir);

  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  const child = (name: string, args: string[], env: Record<string, string>, graceSeconds: number): Child => {
    const process = startChild({
      name,
      args,
      cwd: root,
      env: { ...settings.inherited, NODE_ENV: 'production', ...env },
      logFile: join(logDir, `${name}.log`),
      graceSeconds,
    });
    started.push(process);
    return process;
  };

  try {
    const starting = [
      progress.step('Database', async () => {
        const url = settings.databaseUrl ?? (await embeddedDatabase(dataDir, started));
        await migrate(url);
        return url;
      }),
      progress.step('Sandbox', async () => {
        const process = child('sandbox', sandboxArgs(dataDir, settings.latency), {}, 10);
        await process.ready;
        return process;
      }),
    ] as const;
    // A part that is still on its way when another fails is stopped only once it has told where it is.
    await Promise.allSettled(starting);
    const [databaseUrl, sandbox] = await Promise.all(starting);
    const sandboxFile = join(dataDir, 'sandbox', 'sandbox.json');
    signal.throwIfAborted();
    const url = `http://127.0.0.1:${port}`;
    await progress.step('Accounts, teams and target', () =>
      seedPortal({ databaseUrl, secret, url, sandboxFile, signIns }),
    );
    const shared = {
      DATABASE_URL: databaseUrl,
      FLOWPORT_SECRET: secret,
      FLOWPORT_DATA_DIR: dataDir,
      FLOWPORT_SANDBOX_FILE: sandboxFile,
    };
    signal.throwIfAborted();
    const [worker, web] = await progress.step('Worker and portal', async () => {
      const processes = [
        child('worker', ['apps/worker/src/main.ts'], { ...shared, FLOWPORT_DRAIN_SECONDS: '0', FLOWPORT_URL: url }, 40),
        child(
          'portal',
          portalArgs(port),
          { ...shared, FLOWPORT_PORT: String(port), FLOWPORT_URL: url, NEXT_TELEMETRY_DISABLED: '1' },
          10,
        ),
      ] as const;
      await Promise.all([processes[0].ready, answers(`${url}/healthz`, processes[1], signal)]);
      return processes;
    });
    const failed = Promise.race(
      [sandbox, worker, web].map(async (process) => {
        const how = await process.ended;
        return `The ${process.name} has ended (${how}); its log: ${join(logDir, `${process.name}.log`)}`;
      }),
    );
    return { url, databaseUrl, sandboxFile, signIns, failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function embeddedDatabase(dataDir: string, started: { stop(): Promise<void> }[]): Promise<string> {
  const log = createWriteStream(join(dataDir, 'log', 'postgres.log'), { flags: 'a', mode: 0o600 });
  const server = await startEmbeddedPostgres({
    dataDir: join(dataDir, 'postgres'),
    log: (line) => log.write(`${line}\n`),
  });
  started.push(server);
  return server.url;
}

function sandboxArgs(dataDir: string, latency: 'demo' | 'none'): string[] {
  return ['packages/sandbox/src/main.ts', '--data', join(dataDir, 'sandbox'), '--latency', latency];
}

function portalArgs(port: number): string[] {
  const next = createRequire(join(root, 'apps/web/package.json')).resolve('next/dist/bin/next');
  return [next, 'start', 'apps/web', '--hostname', '127.0.0.1', '--port', String(port)];
}

/** The portal has no ready line of its own: it is ready when it says that it is healthy. */
async function answers(url: string, process: Child, signal: AbortSignal): Promise<void> {
  let gone: string | undefined;
  void process.ended.then((how) => {
    gone = how;
  });
  while (gone === undefined) {
    signal.throwIfAborted();
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The ${process.name} ended before it was ready (${gone}).`);
}
