import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimDataFolder } from './dataFolder.ts';

let dataDir = '';
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'flowport-folders-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

test('two workers of a machine never share a folder, and that of a killed one is taken again', async () => {
  const program = `
    import { claimDataFolder } from ${JSON.stringify(new URL('./dataFolder.ts', import.meta.url).href)};
    console.log(await claimDataFolder(${JSON.stringify(dataDir)}));
    setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(other.stdout, 'data');
  expect(String(line).trim()).toBe(join(dataDir, 'worker'));
  expect(await claimDataFolder(dataDir)).toBe(join(dataDir, 'worker-2'));
  const ended = once(other, 'exit');
  other.kill('SIGKILL');
  await ended;
  expect(await claimDataFolder(dataDir)).toBe(join(dataDir, 'worker'));
});

test('a data directory that cannot be made is named with the remedy', async () => {
  await expect(claimDataFolder('/dev/null')).rejects.toMatchObject({
    code: 'unavailable',
    publicMessage: expect.stringContaining('FLOWPORT_DATA_DIR'),
  });
});
