import { openDatabase } from '@flowport/db';
import { AppError } from '@flowport/domain';
import { pino } from 'pino';
import { readEnvironment } from './env.ts';
import { passwordsInUrl, processSecrets } from './secrets/runSecrets.ts';
import { runsDirOf, startWorker } from './startWorker.ts';

/**
 * The worker as a process. Standard output carries one line of JSON when it takes jobs; everything else is logged to
 * standard error. SIGTERM, SIGINT or (where asked for) the end of standard input end it in order; a second signal at once.
 */
async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const secrets = processSecrets([environment.source.FLOWPORT_SECRET ?? '', ...passwordsInUrl(environment.databaseUrl)]);
  const standardError = pino.destination(2);
  const destination = { write: (line: string) => standardError.write(secrets.mask(line)) };
  const logger = pino({ level: environment.logLevel, base: { part: 'worker' } }, destination);
  const db = await openDatabase({ url: environment.databaseUrl });
  const worker = await startWorker({
    ...environment,
    db,
    logger,
    secrets,
    runsDir: runsDirOf(environment.dataDir),
  });

  let isStopping = false;
  const stop = (why: string) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info({ why }, 'stopping');
    void worker.stop();
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  if (environment.exitWithStdin) process.stdin.resume().on('end', () => stop('end of standard input'));

  process.stdout.write(`${JSON.stringify({ ready: true, workerId: worker.workerId })}\n`);
  logger.info({ workerId: worker.workerId, concurrency: environment.concurrency }, 'ready');
  await worker.ended;
  await db.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const message = error instanceof AppError ? error.publicMessage : String(error);
    process.stderr.write(`${message}\n`);
    if (!(error instanceof AppError) && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
