import { openDatabase } from '@flowport/db';
import { z } from 'zod';
import { startWorker } from '../startWorker.ts';

/**
 * A worker as a process of its own, to be killed: `node mortalWorker.ts OPTIONS`, the options as JSON. Like main.ts, but
 * with a lease short enough for a test.
 */
const options = z
  .object({ databaseUrl: z.string(), runsDir: z.string(), sandboxFile: z.string(), leaseSeconds: z.number() })
  .parse(JSON.parse(process.argv[2] ?? ''));

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const worker = await startWorker({
  db: await openDatabase({ url: options.databaseUrl }),
  logger: silent,
  secret: Buffer.alloc(32, 5),
  runsDir: options.runsDir,
  sandboxFile: options.sandboxFile,
  concurrency: 1,
  leaseSeconds: options.leaseSeconds,
  mirrorDir: undefined,
  pluginCacheDir: undefined,
  source: process.env,
});
process.stdin.resume().on('end', () => process.exit(0));
process.stdout.write(`${JSON.stringify({ ready: true, workerId: worker.workerId })}\n`);
