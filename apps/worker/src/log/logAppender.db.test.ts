import { type Lease, readLog, releaseLease } from '@flowport/db';
import {
  createTestDatabase,
  insertPortal,
  leaseOf,
  type Portal,
  requestStack,
  type TestDatabase,
} from '@flowport/db/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { masker } from '../secrets/masker.ts';
import { logAppender } from './logAppender.ts';
import { runLog } from './runLog.ts';

let database: TestDatabase;
let portal: Portal;
let number = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await insertPortal(database.db);
});
afterAll(() => database.drop());

/** The log of one worker as a run's work has it, on the real database. */
function logOf(lease: Lease) {
  const log = runLog({
    append: logAppender({ db: database.db, lease: () => lease, now: () => new Date() }),
    secrets: masker(),
    beforeRefusal: async () => {},
    signal: new AbortController().signal,
    onRetry: () => {},
  });
  return { log };
}

async function textOf(runId: string): Promise<string> {
  let text = '';
  for (let offset = 0; ; ) {
    const page = await readLog(database.db, { runId, offset, bytesMax: 1_048_576 });
    if (page.chunks.length === 0) return text;
    text += page.chunks.map((chunk) => chunk.text).join('');
    offset = page.nextOffset;
  }
}

test('no line is lost or doubled while the connections to the database are cut', async () => {
  const { runId } = await requestStack(database.db, portal, number++);
  const { log } = logOf(await leaseOf(database.db, runId));
  const lines = Array.from({ length: 3000 }, (_, index) => `line ${index} ${'ü'.repeat(index % 90)}`);
  const step = log.of('apply', 'cluster');
  const cuts: Promise<unknown>[] = [];
  for (const [index, line] of lines.entries()) {
    step.line(line);
    if (index % 100 !== 0) continue;
    cuts.push(
      database.db.client.$executeRaw`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ILIKE '%run_log%'`.catch(() => 0),
    );
    if (cuts.length % 5 === 0) await log.drain();
  }
  await Promise.all([log.drain(), ...cuts]);
  expect(await textOf(runId)).toBe(lines.map((line) => `${line}\n`).join(''));
});

test('another worker says that it goes on, and does not continue the line of the one before', async () => {
  const { runId } = await requestStack(database.db, portal, number++);
  const lease = await leaseOf(database.db, runId, 'worker-1');
  const first = logOf(lease);
  first.log.of('apply', 'cluster').line('whole');
  first.log.of('apply', 'cluster').line('cut off here', true);
  await first.log.drain();
  await releaseLease(database.db, lease);

  const again = await leaseOf(database.db, runId, 'worker-1');
  const same = logOf(again);
  same.log.of('apply', 'cluster').line('the same worker');
  await same.log.drain();
  await releaseLease(database.db, again);

  const second = logOf(await leaseOf(database.db, runId, 'worker-2'));
  second.log.of('apply', 'cluster').line('another worker');
  second.log.of('apply', 'cluster').line('and on');
  await second.log.drain();
  expect(await textOf(runId)).toBe(
    'whole\ncut off here\nthe same worker\n\u001b[2mThe worker worker-2 goes on here; worker-1 wrote what is above.\u001b[0m\nanother worker\nand on\n',
  );
});

test('the first writer of a log says nothing of itself', async () => {
  const { runId } = await requestStack(database.db, portal, number++);
  const { log } = logOf(await leaseOf(database.db, runId));
  log.of(null, null).line('first');
  await log.drain();
  expect(await textOf(runId)).toBe('first\n');
});
