import { migrate } from '@flowport/db';
import { AppError } from '@flowport/domain';
import { readEnvironment } from './env.ts';
import { CannotStart } from './portal/preflight.ts';

/** `npm run migrate`: brings the database of DATABASE_URL to this version, before portal and workers are started. */
async function run(): Promise<void> {
  const { databaseUrl } = readEnvironment();
  if (databaseUrl === undefined) {
    throw new CannotStart('DATABASE_URL is not set; npm start migrates the embedded database by itself.');
  }
  const { applied } = await migrate(databaseUrl);
  const what = applied.length === 0 ? 'The tables were up to date.' : `Applied: ${applied.join(', ')}.`;
  process.stdout.write(`${what} The queue is ready.\n`);
}

run().catch((error: unknown) => {
  const text = error instanceof AppError ? error.publicMessage : error instanceof Error ? error.message : String(error);
  process.stderr.write(`${text}\n`);
  if (error instanceof AppError && error.cause) process.stderr.write(`${String(error.cause)}\n`);
  process.exitCode = 1;
});
