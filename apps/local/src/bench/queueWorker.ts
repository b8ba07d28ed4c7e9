import { once } from 'node:events';
import { createInterface } from 'node:readline';
import {
  acquireLease,
  advanceRun,
  getRun,
  openDatabase,
  openQueue,
  type RunJob,
  randomIds,
  registerWorker,
  releaseLease,
} from '@flowport/db';
import { workBareQueue } from '@flowport/db/bare';
import { z } from 'zod';

/**
 * One worker process of the benchmark of the queue. It begins at a line on its standard input, and tells of each job as
 * a line of JSON: `{"id","startedAt","endedAt"}`, in milliseconds of the machine's clock.
 */
const options = z
  .object({ url: z.string(), kind: z.enum(['runs', 'bare']), concurrency: z.int() })
  .parse(JSON.parse(process.argv[2] ?? ''));

// The benchmark holds the other end: whatever becomes of it, no worker is left behind.
process.stdin.on('end', () => process.exit(0));
const begin = once(createInterface({ input: process.stdin }), 'line');
const wall = () => performance.timeOrigin + performance.now();
const tell = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`);
const ready = async () => {
  tell({ ready: true });
  await begin;
};

if (options.kind === 'bare') {
  await workBareQueue(options.url, {
    concurrency: options.concurrency,
    ready,
    onDone: (number) => tell({ id: String(number), startedAt: wall(), endedAt: wall() }),
  });
} else {
  await workRuns();
}

/** What a worker does around Terraform, without Terraform: the lease, the claim, the plan that is empty, each by its verb. */
async function workRuns(): Promise<void> {
  const db = await openDatabase({ url: options.url });
  const queue = await openQueue(db);
  const workerId = `bench-${process.pid}`;
  await registerWorker(db, {
    id: workerId,
    host: 'bench',
    pid: process.pid,
    version: '0',
    concurrency: options.concurrency,
  });
  const handle = async ({ runId }: RunJob) => {
    const startedAt = wall();
    const [run, lease] = await Promise.all([
      getRun(db, runId),
      acquireLease(db, { runId, workerId, leaseSeconds: 60 }),
    ]);
    if (!run || !lease) throw new Error(`The run ${runId} could not be taken.`);
    for (const name of ['claim', 'plan_empty'] as const) {
      const event = { name, actorId: null };
      await db.inTransaction((tx) => advanceRun(tx, { runId, event, lease, now: new Date(), ids: randomIds }));
    }
    await releaseLease(db, lease);
    tell({ id: runId, startedAt, endedAt: wall() });
  };
  await ready();
  await queue.work(handle, {
    concurrency: options.concurrency,
    signal: new AbortController().signal,
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  });
}
