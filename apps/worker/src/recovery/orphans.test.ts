import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findOrphans } from './orphans.ts';

test.runIf(platform() === 'linux')(
  'a process is found by the run whose folder it works in, until it has ended',
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'flowport-orphans-'));
    const directory = join(root, 'run_1', 'foundation');
    await mkdir(directory, { recursive: true });
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log("here")'], { cwd: directory });
    await once(child.stdout, 'data');
    expect(await findOrphans('run_1')).toEqual([{ pid: child.pid, directory }]);
    expect(await findOrphans('run_2')).toEqual([]);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    expect(await findOrphans('run_1')).toEqual([]);
    await rm(root, { recursive: true });
  },
);
