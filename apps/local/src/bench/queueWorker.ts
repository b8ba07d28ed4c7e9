import { once } from 'node:events';
import { createInterface } from 'node:readline';
import {
  acquireLease,
  advanceRun,
  getRun,
  getStack,
  getTarget,
  openDatabase,
  openQueue,
  type RunJob,
  randomIds,
  registerWorker,
  releaseLease,
  type Tx,
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

/**
 * What handleJob and finishRun do around the work of a run, by the same verbs in the same order: the run is read, leased
 * and read again under its lease, claimed, and ended as one whose plan is empty, with its lease in one transaction. What
 * stands between (roles, folders, synthesis, Terraform, its log) is left out, and so are the heartbeats of a worker.
 */
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
    const before = await getRun(db, runId);
    if (!before) throw new Error(`There is no run ${runId}.`);
    const [lease] = await Promise.all([
      acquireLease(db, { runId, workerId, leaseSeconds: 60 }),
      getStack(db, before.stack.id),
      getTarget(db, before.target.id),
    ]);
    const run = await getRun(db, runId);
    if (!lease || run?.status !== 'queued') throw new Error(`The run ${runId} could not be taken.`);
    const advance = (tx: Tx, name: 'claim' | 'plan_empty') =>
      advanceRun(tx, { runId, event: { name, actorId: null }, lease, now: new Date(), ids: randomIds });
    await db.inTransaction((tx) => advance(tx, 'claim'));
    await db.inTransaction(async (tx) => {
      await advance(tx, 'plan_empty');
      await releaseLease(tx, lease);
    });
    tell({ id: runId, startedAt, endedAt: wall() });
  };
  await ready();
  await queue.work(handle, {
    concurrency: options.concurrency,
    signal: new AbortController().signal,
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  });
}
