import { join } from 'node:path';
import { assertMigrated, openDatabase } from '@flowport/db';
import { AppError } from '@flowport/domain';
import { pino } from 'pino';
import { claimDataFolder } from './dataFolder.ts';
import { readEnvironment } from './env.ts';
import { passwordsInUrl, processSecrets } from './secrets/runSecrets.ts';
import { startWorker } from './startWorker.ts';

/**
 * The worker as a process. Standard output carries one line of JSON when it takes jobs; everything else is logged to
 * standard error. SIGTERM lets it end with the runs that it has, for so long as it may; a later one, SIGINT or (where
 * asked for) the end of standard input interrupts them, in order; one more ends it at once.
 */
async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const secrets = processSecrets([
    environment.source.FLOWPORT_SECRET ?? '',
    ...passwordsInUrl(environment.databaseUrl),
  ]);
  const standardError = pino.destination(2);
  const destination = { write: (line: string) => standardError.write(secrets.mask(line)) };
  const logger = pino({ level: environment.logLevel, base: { part: 'worker' } }, destination);
  await assertMigrated(environment.databaseUrl);
  const folder = await claimDataFolder(environment.dataDir);
  const db = await openDatabase({ url: environment.databaseUrl });
  const worker = await startWorker({
    ...environment,
    db,
    logger,
    secrets,
    runsDir: join(folder, 'runs'),
  });

  let isStopping = false;
  const stop = (why: string) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info({ why }, 'stopping');
    void worker.stop();
  };
  let drainingSince: number | undefined;
  const drain = () => {
    const isEcho = drainingSince !== undefined && performance.now() - drainingSince < echoMilliseconds;
    if (isEcho) return;
    if (drainingSince !== undefined || environment.drainSeconds === 0) return stop('SIGTERM');
    drainingSince = performance.now();
    logger.info({ seconds: environment.drainSeconds }, 'draining');
    worker.drain();
    setTimeout(() => stop('the end of the time to drain'), environment.drainSeconds * 1000).unref();
  };
  process.on('SIGTERM', drain);
  process.on('SIGINT', () => stop('SIGINT'));
  if (environment.exitWithStdin) process.stdin.resume().on('end', () => stop('end of standard input'));

  process.stdout.write(`${JSON.stringify({ ready: true, workerId: worker.workerId })}\n`);
  logger.info({ workerId: worker.workerId, concurrency: environment.concurrency }, 'ready');
  await worker.ended;
  await db.close();
}

/** A supervisor that signals the whole group, and npm's script that passes the signal on, both mean the same one. */
const echoMilliseconds = 1000;

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const message = error instanceof AppError ? error.publicMessage : String(error);
    process.stderr.write(`${message}\n`);
    if (!(error instanceof AppError) && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
