import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from './portal/freePort.ts';

const program = fileURLToPath(new URL('./start.ts', import.meta.url));
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'flowport-start-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Starts Flowport as `npm start` does and waits for its end. */
async function start(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    env: {
      NODE_ENV: 'test',
      PATH: process.env.PATH ?? '',
      FLOWPORT_PORT: String(await freePort()),
      FLOWPORT_DATA_DIR: join(scratch, 'data'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, said: said.trim() };
}

test('a port that is taken is said in one sentence with its remedy', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const { code, said } = await start({ FLOWPORT_PORT: String(port) });
  server.close();
  expect(said).toBe(
    `Port ${port} is taken by another program; stop that program, or set FLOWPORT_PORT to a free port.`,
  );
  expect(code).toBe(1);
});

test('a port that is no port names the variable', async () => {
  const { code, said } = await start({ FLOWPORT_PORT: 'http' });
  expect(said).toMatch(/^The variable FLOWPORT_PORT is not usable: .*$/);
  expect(code).toBe(1);
});

test('a data directory that cannot be written is said in one sentence with its remedy', async () => {
  const file = join(scratch, 'file');
  await writeFile(file, '');
  const { code, said } = await start({ FLOWPORT_DATA_DIR: join(file, 'data') });
  expect(said).toMatch(/^The data directory .* cannot be written to; .*FLOWPORT_DATA_DIR.*$/);
  expect(code).toBe(1);
});

test('a missing Terraform is said in one sentence with its remedy', async () => {
  const { code, said } = await start({ PATH: dirname(process.execPath) });
  expect(said.split('\n')).toHaveLength(1);
  expect(said).toMatch(/terraform/i);
  expect(said).toMatch(/1\.10/);
  expect(code).toBe(1);
});

test('a Terraform that is too old is said in one sentence with its remedy', async () => {
  const bin = join(scratch, 'bin');
  await mkdirWithProgram(bin, 'terraform', '#!/bin/sh\necho \'{"terraform_version":"1.9.8"}\'\n');
  const { code, said } = await start({ PATH: `${bin}:/usr/bin:/bin` });
  expect(said.split('\n')).toHaveLength(1);
  expect(said).toContain('1.9.8');
  expect(code).toBe(1);
});

test('a Postgres that does not answer is said in one sentence with its remedy', async () => {
  const port = await freePort();
  const { code, said } = await start({ DATABASE_URL: `postgresql://flowport:secret@127.0.0.1:${port}/flowport` });
  expect(said).toMatch(new RegExp(`^PostgreSQL at 127.0.0.1:${port} \\(from DATABASE_URL\\) does not answer; .*$`));
  expect(said).not.toContain('secret');
  expect(code).toBe(1);
});

test('what was still starting when another part failed is stopped as well', async () => {
  const dataDir = join(scratch, 'blocked');
  await mkdir(dataDir);
  // The sandbox needs a folder of this name, and ends at once; Postgres is still making its files then.
  await writeFile(join(dataDir, 'sandbox'), '');
  const { code, said } = await start({ FLOWPORT_DATA_DIR: dataDir });
  expect(said).toContain('The sandbox ended before it was ready');
  expect(code).toBe(1);
  expect(await readdir(join(dataDir, 'postgres', 'cluster')).catch(() => [])).not.toContain('postmaster.pid');
});

async function mkdirWithProgram(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), text);
  await chmod(join(folder, name), 0o755);
}
