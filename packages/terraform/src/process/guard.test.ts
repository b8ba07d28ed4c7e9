import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { monotonicMilliseconds, startGuard } from './guard.ts';

/** A process that leads its own group and never ends by itself. */
async function longLived() {
  const child = spawn(process.execPath, ['-e', "console.log('up'); setInterval(() => {}, 1000)"], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(([, signal]) => signal);
  await once(child.stdout, 'data');
  return { pid: child.pid ?? 0, ended, isAlive: () => child.exitCode === null && child.signalCode === null };
}

test('a group is killed when its deadline passes, and one whose deadline was moved is not', async () => {
  const guard = startGuard();
  onTestFinished(() => guard.close());
  const [due, extended] = await Promise.all([longLived(), longLived()]);
  const [one, other] = [guard.lease('run_1'), guard.lease('run_2')];
  one.extend(monotonicMilliseconds() + 400);
  one.adopt(due.pid);
  other.extend(monotonicMilliseconds() + 400);
  other.adopt(extended.pid);
  other.extend(monotonicMilliseconds() + 600_000);
  expect(await due.ended).toBe('SIGKILL');
  expect(extended.isAlive()).toBe(true);
  await guard.close();
  expect(await extended.ended).toBe('SIGKILL');
});

test('a group that is adopted after the deadline is killed at once', async () => {
  const guard = startGuard();
  onTestFinished(() => guard.close());
  const late = await longLived();
  const lease = guard.lease('run_1');
  lease.extend(monotonicMilliseconds() - 1);
  lease.adopt(late.pid);
  expect(await late.ended).toBe('SIGKILL');
});

test('a group that has ended is left alone', async () => {
  const guard = startGuard();
  const dropped = await longLived();
  const lease = guard.lease('run_1');
  lease.extend(monotonicMilliseconds() + 600_000);
  lease.adopt(dropped.pid);
  lease.drop(dropped.pid);
  await guard.close();
  expect(dropped.isAlive()).toBe(true);
});

/** An owner in a process of its own: it starts a group under a lease of `seconds`, and says the group's id. */
async function owner(seconds: number) {
  const guard = fileURLToPath(new URL('./guard.ts', import.meta.url));
  const source = `
    import { spawn } from 'node:child_process';
    import { monotonicMilliseconds, startGuard } from ${JSON.stringify(guard)};
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
    const lease = startGuard().lease('run_1');
    lease.extend(monotonicMilliseconds() + ${seconds} * 1000);
    lease.adopt(child.pid);
    setInterval(() => {}, 1000);
    console.log(child.pid);`;
  const process_ = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  });
  onTestFinished(() => void process_.kill('SIGKILL'));
  const [line] = await once(process_.stdout, 'data');
  const group = Number(String(line));
  const isAlive = () => {
    try {
      process.kill(group, 0);
      return true;
    } catch {
      return false;
    }
  };
  return { process: process_, isAlive };
}

test('what a killed owner leaves behind is killed, however long its lease is', async () => {
  const { process, isAlive } = await owner(600);
  expect(isAlive()).toBe(true);
  process.kill('SIGKILL');
  await expect.poll(isAlive, { timeout: 5000, interval: 20 }).toBe(false);
});

test('what a stopped owner has started dies with its lease', async () => {
  const { process, isAlive } = await owner(1);
  process.kill('SIGSTOP');
  await expect.poll(() => stateOf(process.pid, isAlive), { timeout: 5000, interval: 20 }).toBe('killed');
});

/** A stopped parent can't reap: its dead child stays as a zombie, which still answers signals. */
function stateOf(parent: number | undefined, isAlive: () => boolean): 'killed' | 'alive' {
  if (parent === undefined || !isAlive()) return 'killed';
  return zombiesOf(parent) > 0 ? 'killed' : 'alive';
}

function zombiesOf(parent: number): number {
  const { readdirSync, readFileSync } = process.getBuiltinModule('node:fs');
  return readdirSync('/proc').filter((name) => {
    try {
      const [state, ppid] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return state === 'Z' && Number(ppid) === parent;
    } catch {
      return false;
    }
  }).length;
}
