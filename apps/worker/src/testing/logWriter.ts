import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { acquireLease, openDatabase, readLogEnd, releaseLease } from '@flowport/db';
import { insertBareLines } from '@flowport/db/bareLog';
import { z } from 'zod';
import { logAppender } from '../log/logAppender.ts';
import { runLog } from '../log/runLog.ts';
import { masker } from '../secrets/masker.ts';

/**
 * The log of a worker as a process of its own, for the benchmark of logs: what a run's Terraform would say goes the way
 * that it goes in a run, hiding of secrets included. Tells what it did as one line of JSON.
 */
const options = z
  .object({
    url: z.string(),
    runId: z.string(),
    /** Lines in each second, for so many seconds; each begins with the time at which it was said. */
    paced: z.object({ linesPerSecond: z.int(), seconds: z.int() }),
    /** Then so many lines as fast as they go, and the same lines by plain INSERTs. */
    lines: z.int(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const tickMilliseconds = 10;

const db = await openDatabase({ url: options.url });
const lease = await acquireLease(db, { runId: options.runId, workerId: 'bench', leaseSeconds: 3600 });
if (!lease) throw new Error(`The run ${options.runId} is held by a worker.`);
const secrets = masker();
secrets.learn(Array.from({ length: 50 }, (_, index) => `secret-number-${index}-of-the-benchmark`));
const log = runLog({
  append: logAppender({ db, lease: () => lease, now: () => new Date() }),
  secrets,
  beforeRefusal: async () => {},
  signal: new AbortController().signal,
  onRetry: (error) => process.stderr.write(`${String(error)}\n`),
});
const step = log.of('apply', 'cluster');

await sayPaced();
const from = (await readLogEnd(db, options.runId))?.bytes ?? 0;
const stored = await storeAll();
const bareInsertSeconds = await insertBareLines(options.url, textOfLines());
await releaseLease(db, lease);
await db.close();
process.stdout.write(`${JSON.stringify({ from, ...stored, bareInsertSeconds })}\n`);

/** As evenly as a timer allows: a late tick says what it owes. */
async function sayPaced(): Promise<void> {
  const { linesPerSecond, seconds } = options.paced;
  const began = performance.now();
  const total = linesPerSecond * seconds;
  for (let said = 0; said < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * linesPerSecond));
    for (; said < due; said++) {
      const now = performance.timeOrigin + performance.now();
      step.line(`${now.toFixed(3)} aws_eks_node_group.workers[${said % 97}]: Still creating... [${said}]`);
    }
    await setTimeout(tickMilliseconds);
  }
  await log.drain();
}

function* textOfLines(): Generator<string> {
  for (let index = 0; index < options.lines; index++) {
    yield `module.stack.aws_iam_role_policy_attachment.worker[${index % 977}]: Still creating... [${index}0s elapsed, id=${index * 7919}]`;
  }
}

async function storeAll(): Promise<{ storeSeconds: number; sha256: string }> {
  const hash = createHash('sha256');
  const started = performance.now();
  for (const line of textOfLines()) {
    step.line(line);
    hash.update(`${line}\n`);
    if (log.isFull) await log.room();
  }
  await log.drain();
  return { storeSeconds: (performance.now() - started) / 1000, sha256: hash.digest('hex') };
}
