import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { AppError } from '@flowport/domain';
import { expect, onTestFinished, test } from 'vitest';
import { fakeProgram, temporaryDirectory } from '../testing/fakeTerraform.ts';
import { type ProcessOptions, runProcess } from './runProcess.ts';

/** Runs a fake to its end; `onText` sees all that was printed so far. */
async function run(source: string, options: Partial<ProcessOptions> & { onText?(text: string): void } = {}) {
  let text = '';
  const collect = (chunk: Buffer) => {
    text += chunk.toString('utf8');
    options.onText?.(text);
  };
  const end = await runProcess({
    path: await fakeProgram(source),
    args: [],
    directory: await temporaryDirectory(),
    environment: {},
    signal: new AbortController().signal,
    graceSeconds: 30,
    onStdout: collect,
    onStderr: collect,
    ...options,
  });
  return { ...end, text };
}

/** A socket that a process under test connects to: it closes when that process is gone, however that came about. */
async function lifeline(): Promise<{ path: string; gone: Promise<void>; connected: Promise<Socket> }> {
  const path = join(await temporaryDirectory(), 'alive');
  const server = createServer();
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const gone = connected.then((socket) => {
    socket.resume();
    socket.on('error', () => {});
    return new Promise<void>((resolve) => socket.once('close', () => resolve()));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return { path, gone, connected };
}

const child = (path: string, spawnOptions = '{ stdio: "inherit" }') => `
  const grandchild = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(
    `process.on('SIGINT', () => {}); require('node:net').connect(${JSON.stringify(path)}, () => console.log('grandchild is up'))`,
  )}], ${spawnOptions});`;

test('a process sees its own environment and nothing of ours', async () => {
  process.env.FLOWPORT_TEST_SECRET = 'secret';
  onTestFinished(() => void delete process.env.FLOWPORT_TEST_SECRET);
  const { text } = await run('console.log(JSON.stringify(process.env))', { environment: { ONLY: 'this' } });
  expect(JSON.parse(text)).toEqual({ ONLY: 'this' });
});

test('a process has no standard input to wait for', async () => {
  const { exitCode } = await run("process.stdin.resume(); process.stdin.on('end', () => process.exit(7))");
  expect(exitCode).toBe(7);
});

test('arguments reach the program untouched by any shell', async () => {
  const args = ['$(id)', '; exit 3', "'", '"', '*', '$HOME', '%{if}'];
  const { text } = await run('console.log(JSON.stringify(process.argv.slice(2)))', { args });
  expect(JSON.parse(text)).toEqual(args);
});

test('an abort interrupts, and the process may finish what it has begun', async () => {
  const abort = new AbortController();
  const end = await run(
    "process.on('SIGINT', () => { console.log('state written'); process.exit(1) }); setInterval(() => {}, 1000); console.log('ready')",
    { signal: abort.signal, onText: (text) => text.includes('ready') && abort.abort() },
  );
  expect(end).toMatchObject({ exitCode: 1, exitSignal: null, aborted: abort.signal });
  expect(end.text).toContain('state written');
});

test('a process that ignores the interrupt is killed after the grace, with all that it started', async () => {
  const abort = new AbortController();
  const { path, gone } = await lifeline();
  const end = await run(`process.on('SIGINT', () => {}); setInterval(() => {}, 1000); ${child(path)}`, {
    signal: abort.signal,
    graceSeconds: 0.05,
    onText: (text) => text.includes('grandchild is up') && abort.abort(),
  });
  expect(end).toMatchObject({ exitCode: null, exitSignal: 'SIGKILL', aborted: abort.signal });
  await gone;
});

test('the kill signal ends the whole group at once, without an interrupt', async () => {
  const kill = new AbortController();
  const { path, gone } = await lifeline();
  const end = await run(
    `process.on('SIGINT', () => console.log('interrupted')); setInterval(() => {}, 1000); ${child(path)}`,
    { killSignal: kill.signal, onText: (text) => text.includes('grandchild is up') && kill.abort() },
  );
  expect(end).toMatchObject({ exitSignal: 'SIGKILL', aborted: kill.signal });
  expect(end.text).not.toContain('interrupted');
  await gone;
});

test('a kill during the grace of a cancel does not wait for its end', async () => {
  const [cancel, kill] = [new AbortController(), new AbortController()];
  const end = await run(
    "process.on('SIGINT', () => console.log('shutting down')); setInterval(() => {}, 1000); console.log('ready')",
    {
      signal: cancel.signal,
      killSignal: kill.signal,
      onText: (text) => {
        if (text.includes('shutting down')) kill.abort();
        else if (text.includes('ready')) cancel.abort();
      },
    },
  );
  expect(end).toMatchObject({ exitSignal: 'SIGKILL', aborted: kill.signal });
});

test('what a process leaves running in its group ends with it', async () => {
  const { path, gone } = await lifeline();
  const end = await run(
    `${child(path, '{ stdio: ["ignore", "pipe", "inherit"] }')} grandchild.stdout.once('data', () => process.exit(0))`,
  );
  expect(end.exitCode).toBe(0);
  await gone;
});

test('a descendant that left the group and holds the pipes does not keep us waiting', async () => {
  const { path, connected } = await lifeline();
  const abort = new AbortController();
  const end = await run(
    `process.on('SIGINT', () => process.exit(0)); ${child(path, '{ stdio: "inherit", detached: true }')}`,
    { signal: abort.signal, onText: (text) => text.includes('grandchild is up') && abort.abort() },
  );
  expect(end.exitCode).toBe(0);
  (await connected).destroy();
});

test('our own exit takes every running group with it', async () => {
  const { path, gone } = await lifeline();
  const fake = await fakeProgram(`${child(path)} setInterval(() => {}, 1000);`);
  const module = new URL('./runProcess.ts', import.meta.url).href;
  const worker = await run(
    `import(${JSON.stringify(module)}).then(({ runProcess }) => runProcess({
       path: ${JSON.stringify(fake)}, args: [], directory: '/', environment: {}, signal: new AbortController().signal, graceSeconds: 30,
       onStdout: () => process.exit(5), onStderr: () => {},
     }))`,
  );
  expect(worker).toMatchObject({ exitCode: 5 });
  await gone;
});

test('nothing is started when the abort came before', async () => {
  await expect(run("console.log('started')", { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'canceled',
  });
});

test("an abort's own error is what the caller gets", async () => {
  const lost = new AppError('lease_lost', 'Another worker has taken over.');
  await expect(run('', { signal: AbortSignal.abort(lost) })).rejects.toBe(lost);
});

const printsEndlessly = `
  const line = 'x'.repeat(1023) + '\\n';
  const print = () => process.stdout.write(line, () => setImmediate(print));
  print();`;

test('a process waits at its pipe while its output has no room, and loses nothing of it', async () => {
  let isFull = false;
  let seen = 0;
  const waits: number[] = [];
  const { exitCode, text } = await run(
    `for (let i = 0; i < 3000; i++) require('node:fs').writeSync(1, i + ' ' + 'x'.repeat(1000) + '\\n')`,
    {
      onText: (text) => {
        seen = text.length;
        isFull = waits.length < 5;
      },
      backpressure: {
        get isFull() {
          return isFull;
        },
        room: async () => {
          const before = seen;
          // Time for a process that is not held up to print far more than a pipe holds.
          await new Promise((resolve) => setTimeout(resolve, 40));
          waits.push(seen - before);
          isFull = false;
        },
      },
    },
  );
  expect(exitCode).toBe(0);
  expect(waits.length).toBeGreaterThanOrEqual(5);
  expect(Math.max(...waits)).toBeLessThan(300_000);
  expect(text.trimEnd().split('\n')).toHaveLength(3000);
});

test('a process that is to end is read whether there is room or not, so that it can finish', async () => {
  const abort = new AbortController();
  const end = await run(
    `process.on('SIGINT', () => process.stdout.write('z'.repeat(500000) + 'state written', () => process.exit(1))); ${printsEndlessly}`,
    {
      signal: abort.signal,
      backpressure: {
        isFull: true,
        room: () => {
          setTimeout(() => abort.abort(), 20);
          return new Promise(() => {});
        },
      },
    },
  );
  expect(end).toMatchObject({ exitCode: 1, aborted: abort.signal });
  expect(end.text.includes('state written')).toBe(true);
});

test('a program that is not there is told as unavailable', async () => {
  await expect(run('', { path: '/nowhere/terraform' })).rejects.toMatchObject({ code: 'unavailable' });
});
