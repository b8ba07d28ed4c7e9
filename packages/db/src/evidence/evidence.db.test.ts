import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../database/openDatabase.ts';
import { acquireLease, advanceRun, appendLog, type Database, markExpiredLeases, randomIds } from '../index.ts';
import { createTestDatabase, insertPortal, requestStack, type TestDatabase } from '../testing/index.ts';
import { installEvidence, readEvidence, readHolder, workerSession } from './evidence.ts';

let database: TestDatabase;
let one: Database;
let two: Database;
let runId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  await installEvidence(database.url);
  one = await openDatabase({ url: workerSession(database.url, 'one') });
  two = await openDatabase({ url: workerSession(database.url, 'two') });
  ({ runId } = await requestStack(database.db, await insertPortal(database.db), 1));
});
afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await database.drop();
});

const made = () => ({ now: new Date(), ids: randomIds });
/** A write that asks nobody: what a defect in the guards would let through. */
const scribble = (db: Database, text: string) =>
  db.client.$executeRaw`
    INSERT INTO log_chunk (run_id, start_offset, end_offset, at, text)
    SELECT ${runId}, coalesce(max(end_offset), 0) + 1, coalesce(max(end_offset), 0) + 2, now(), ${text} FROM log_chunk`;

test('what the holder writes is right, and what another worker writes is noted', async () => {
  const lease = await acquireLease(one, { runId, workerId: 'w1', leaseSeconds: 60 });
  if (!lease) throw new Error('The run is free.');
  expect(await readHolder(database.db, runId)).toBe('one');
  await one.inTransaction((tx) => advanceRun(tx, { runId, event: { name: 'claim', actorId: null }, lease, ...made() }));
  await appendLog(one, { runId, text: 'mine\n', at: new Date(), step: null, layer: null, lease });
  expect((await readEvidence(database.db, runId)).staleWrites).toEqual([]);
  await scribble(two, 'not mine');
  expect((await readEvidence(database.db, runId)).staleWrites).toMatchObject([
    { place: 'log_chunk', session: 'worker:two', holder: 'worker:one', token: 1 },
  ]);
});

test('a sweep that takes the lease away may interrupt, and the former holder may not write from then on', async () => {
  await database.db.client.$executeRaw`UPDATE run_lease SET expires_at = now() - interval '1 minute'`;
  await two.inTransaction(async (tx) => {
    await markExpiredLeases(tx);
    await advanceRun(tx, { runId, event: { name: 'interrupt', actorId: null }, ...made() });
  });
  expect(await readHolder(database.db, runId)).toBeUndefined();
  const before = await readEvidence(database.db, runId);
  expect(before.staleWrites).toHaveLength(1);
  await scribble(one, 'too late');
  const { staleWrites, leases } = await readEvidence(database.db, runId);
  expect(staleWrites[1]).toMatchObject({ session: 'worker:one', holder: 'worker:one' });
  expect(leases).toMatchObject([
    { kind: 'acquired', token: 1, workerId: 'w1', session: 'worker:one' },
    { kind: 'released', token: 1, session: 'worker:two' },
  ]);
});

test('a decision of a person needs no lease', async () => {
  const before = await readEvidence(database.db, runId);
  await two.inTransaction((tx) => advanceRun(tx, { runId, event: { name: 'cancel', actorId: null }, ...made() }));
  const after = await readEvidence(database.db, runId);
  expect(after.staleWrites).toEqual(before.staleWrites);
  expect(after.auditActions).toContain('run.cancel');
});
