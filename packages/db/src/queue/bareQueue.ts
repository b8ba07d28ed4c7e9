import { PgBoss } from 'pg-boss';

/**
 * pg-boss and nothing else, for the benchmark of the queue to compare with: jobs without a run, a lease or a limit,
 * fetched one after the other as fast as it goes. Not for production.
 */
const bareQueue = 'bare';

const open = async (url: string): Promise<PgBoss> => {
  const boss = new PgBoss({ connectionString: url, migrate: false, schedule: false, max: 4 });
  await boss.start();
  return boss;
};

/** Makes the queue and puts `count` jobs into it, named by their numbers. */
export async function fillBareQueue(url: string, count: number): Promise<void> {
  const boss = await open(url);
  await boss.createQueue(bareQueue);
  await boss.insert(
    bareQueue,
    Array.from({ length: count }, (_, number) => ({ data: { number } })),
  );
  await boss.stop({ graceful: false });
}

/** Fetches and completes bare jobs, one at a time in each slot, until none is left. pg-boss's own loop would poll between them. */
export async function workBareQueue(
  url: string,
  options: { concurrency: number; onDone: (number: number) => void; ready: () => Promise<void> },
): Promise<void> {
  const boss = await open(url);
  await options.ready();
  const slot = async () => {
    for (;;) {
      const [job] = await boss.fetch<{ number: number }>(bareQueue);
      if (!job) return;
      await boss.complete(bareQueue, job);
      options.onDone(job.data.number);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, slot));
}
