import { setTimeout } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../generated/client.ts';
import { type JobSender, openJobSender } from '../queue/sender.ts';
import type { Database, Tx } from './connection.ts';
import { isSerializationFailure, toAppError } from './errors.ts';
import { Listener } from './listener.ts';

/** A transaction of ours takes milliseconds; one that takes this long hangs, and holds locks that others wait for. */
const transactionSecondsMax = 30;
const attemptsMax = 3;
const pauseMilliseconds = 20;

/**
 * @param poolMax how many connections this process may hold, beside the one for notifications; 10 unless told.
 * @throws AppError `unavailable` with the remedy when the database cannot be reached, or was never migrated.
 */
export async function openDatabase(options: { url: string; poolMax?: number }): Promise<Database> {
  const { url, poolMax = 10 } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: poolMax,
    application_name: 'flowport',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
  });
  pool.on('error', () => {
    // An idle connection was lost. The pool drops it, and the next statement opens another one or says why it cannot.
  });
  const client = openClient(pool);
  const listener = new Listener(url);
  let sender: JobSender;
  try {
    await client.$queryRaw`SELECT 1`;
    sender = await openJobSender(pool);
  } catch (error) {
    await pool.end();
    throw toAppError(error);
  }
  let closed: Promise<void> | undefined;
  const closeAll = async () => {
    await Promise.all([listener.close(), sender.close()]);
    await client.$disconnect();
    await pool.end();
  };
  return {
    url,
    client,
    async inTransaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await client.$transaction((tx) => {
            const transaction: Tx = {
              client: tx,
              enqueue: (job, options) => sender.send(tx, job, options),
              releaseJob: (runId) => sender.release(tx, runId),
            };
            return work(transaction);
          });
        } catch (error) {
          if (attempt === attemptsMax || !isSerializationFailure(error)) throw toAppError(error);
          // The one that was in the way is woken only now; begun at once, this one may block it again.
          await setTimeout(attempt * pauseMilliseconds);
        }
      }
    },
    listen: (channel, onId, onGap) =>
      listener.subscribe(channel, { onId, onGap }).catch((error: unknown) => {
        throw toAppError(error);
      }),
    async ping() {
      await client.$queryRaw`SELECT 1`;
    },
    close() {
      closed ??= closeAll();
      return closed;
    },
  };
}

/** Every operation of the client passes the one place where failures become AppErrors. */
function openClient(pool: pg.Pool): PrismaClient {
  const base = new PrismaClient({
    adapter: new PrismaPg(pool),
    errorFormat: 'minimal',
    transactionOptions: { maxWait: 10_000, timeout: transactionSecondsMax * 1000 },
  });
  const mapped = base.$extends({
    name: 'flowport-errors',
    query: {
      async $allOperations({ query, args }) {
        try {
          return await query(args);
        } catch (error) {
          throw toAppError(error);
        }
      },
    },
  });
  // An extension that only maps errors leaves the client's type as it is, which Prisma's types cannot know.
  return mapped as unknown as PrismaClient;
}
