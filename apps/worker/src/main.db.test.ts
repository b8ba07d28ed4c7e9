import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listWorkers, setWorkerMode } from '@flowport/db';
import { createTestDatabase, type TestDatabase } from '@flowport/db/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstLine } from './testing/sandboxProcess.ts';

/** The worker as operators and the launcher start it. */
const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let database: TestDatabase;
let dataDir = '';
beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'flowport-main-'));
});
afterAll(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

function start(environment: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [main], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      DATABASE_URL: database.url,
      FLOWPORT_SECRET: Buffer.alloc(32, 1).toString('base64'),
      FLOWPORT_DATA_DIR: dataDir,
      ...environment,
    },
  });
}

async function complaint(child: ChildProcess): Promise<{ code: number; text: string }> {
  let text = '';
  child.stderr?.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, text };
}

test('it says in one line of JSON that it is ready, and ends in order on SIGTERM', async () => {
  const child = start();
  expect(JSON.parse(await firstLine(child))).toMatchObject({ ready: true, workerId: expect.any(String) });
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('the same SIGTERM from two sides lets it drain, and interrupts nothing', async () => {
  const child = start();
  const { workerId } = JSON.parse(await firstLine(child));
  let log = '';
  const draining = Promise.withResolvers<void>();
  child.stderr?.on('data', (chunk) => {
    log += chunk;
    if (log.includes('"draining"')) draining.resolve();
  });
  const ended = once(child, 'close');
  // Until its row is free it cannot say that it drains, and has not ended.
  await database.db.inTransaction(async (tx) => {
    await tx.client.$queryRaw`SELECT 1 FROM worker WHERE id = ${workerId} FOR UPDATE`;
    child.kill('SIGTERM');
    await draining.promise;
    child.kill('SIGTERM');
    await tx.client.$queryRaw`SELECT 1 FROM worker`;
  });
  expect(await ended).toEqual([0, null]);
  expect(log).not.toContain('stopping');
  expect(log).not.toContain('could not be told');
});

test('it ends in order, with exit status 0, once an admin has it drain', async () => {
  const child = start();
  const { workerId } = JSON.parse(await firstLine(child));
  const ended = once(child, 'exit');
  await setWorkerMode(database.db, { workerId, mode: 'draining' });
  expect(await ended).toEqual([0, null]);
  const known = (await listWorkers(database.db)).find(({ id }) => id === workerId);
  expect(known).toMatchObject({ pid: child.pid, mode: 'draining', isAlive: false, stoppedAt: expect.any(Date) });
});

test('it ends with its standard input where that is asked for', async () => {
  const child = start({ FLOWPORT_EXIT_WITH_STDIN: '1' });
  await firstLine(child);
  const ended = once(child, 'exit');
  child.stdin?.end();
  expect(await ended).toEqual([0, null]);
});

test.each<[string, Record<string, string>, RegExp]>([
  ['a missing secret', { FLOWPORT_SECRET: '' }, /FLOWPORT_SECRET must be 32 random bytes/],
  ['a database that is not there', { DATABASE_URL: 'postgresql://127.0.0.1:1/none' }, /database|Postgres/i],
  ['a PATH without Terraform', { PATH: '/nowhere' }, /Neither terraform nor tofu was found/],
])('%s is one sentence and exit status 1', async (_what, environment, sentence) => {
  const { code, text } = await complaint(start(environment));
  expect(code).toBe(1);
  expect(text.trim().split('\n')).toHaveLength(1);
  expect(text).toMatch(sentence);
});
