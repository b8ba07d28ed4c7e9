import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './startEmbeddedPostgres.ts';

let base: string;
let dataDir: string;
let running: EmbeddedPostgres[] = [];
beforeEach(async () => {
  // Private, as every temporary directory is: the account of the server has to be let in.
  base = await mkdtemp(join(tmpdir(), 'flowport-embedded-'));
  dataDir = base;
});
afterEach(async () => {
  for (const postgres of running) await postgres.stop();
  running = [];
  await rm(base, { recursive: true, force: true });
});

async function start(port?: number) {
  const postgres = await startEmbeddedPostgres({
    dataDir,
    log: () => undefined,
    ...(port === undefined ? {} : { port }),
  });
  running.push(postgres);
  return postgres;
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const serverPid = async () =>
  Number((await readFile(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0]);

test('data and password outlive a stop, and only this machine can connect', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  expect(await query(first.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  const open = Object.assign(new URL(first.url), { password: 'wrong' }).href;
  await expect(query(open, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
  await first.stop();
  await first.stop();
  const second = await start();
  expect(new URL(second.url).password).toBe(new URL(first.url).password);
  expect(await query(second.url, 'SELECT * FROM kept')).toEqual([{ answer: 42 }]);
});

test('a directory in use is refused, and the one who uses it goes on', async () => {
  const first = await start();
  await expect(start()).rejects.toMatchObject({ code: 'conflict', publicMessage: expect.stringContaining('in use') });
  expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a server whose supervisor was killed is stopped and started anew, with its data', async () => {
  const program = `
    import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'startEmbeddedPostgres.ts'))};
    const { url } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: () => undefined });
    console.log(url);`;
  const supervisor = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface({ input: supervisor.stdout }), 'line');
  await query(String(url), 'CREATE TABLE kept AS SELECT 42 AS answer');
  const orphan = await serverPid();
  supervisor.kill('SIGKILL');
  await once(supervisor, 'exit');
  const next = await start();
  expect(await query(next.url, 'SELECT * FROM kept')).toEqual([{ answer: 42 }]);
  expect(await serverPid()).not.toBe(orphan);
});

test('after a kill -9 of the server itself the next start recovers what was committed', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  process.kill(await serverPid(), 'SIGKILL');
  const next = await start();
  expect(await query(next.url, 'SELECT * FROM kept')).toEqual([{ answer: 42 }]);
});

test('a process id file that names somebody else’s process does not get in the way', async () => {
  const first = await start();
  await first.stop();
  await writeFile(
    join(dataDir, 'cluster', 'postmaster.pid'),
    `${process.pid}\n${join(dataDir, 'cluster')}\n0\n1\n\n\n\n\n`,
  );
  const next = await start();
  expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a port that is taken and a directory that cannot be made are told in words', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(start(port)).rejects.toMatchObject({
    code: 'unavailable',
    publicMessage: expect.stringContaining(`port ${port}`),
  });
  taken.close();
  await writeFile(join(base, 'file'), '');
  dataDir = join(base, 'file', 'db');
  await expect(start()).rejects.toMatchObject({
    code: 'unavailable',
    publicMessage: expect.stringContaining('FLOWPORT_DATA_DIR'),
  });
});
