import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One of Flowport's own processes: starts in a group of its own, so that only the launcher hears Ctrl-C. */
export type Child = {
  name: string;
  pid: number | undefined;
  /** The first JSON object that the process printed. */
  ready: Promise<Record<string, unknown>>;
  /** Settles when the process is gone, with how it ended. */
  ended: Promise<string>;
  stop(): Promise<void>;
  /** To the process alone, not to what it has started. False when it is gone. */
  signal(name: NodeJS.Signals): boolean;
};

export type ChildSettings = {
  name: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** Receives all that the process prints. */
  logFile: string;
  /** How long it may take to end in order before it is killed. */
  graceSeconds: number;
};

const exitWithParent = fileURLToPath(new URL('./exitWithParent.mjs', import.meta.url));

/**
 * Starts `node args…`. The process ends by itself when its standard input does, so that nothing is left behind even when
 * the launcher is killed.
 */
export function startChild(settings: ChildSettings): Child {
  const { name, logFile } = settings;
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', exitWithParent, ...settings.args],
    {
      cwd: settings.cwd,
      env: settings.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    },
  );
  child.stderr.pipe(log, { end: false });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit status ${code}`));
  });
  const ready = new Promise<Record<string, unknown>>((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      log.write(`${line}\n`);
      const announced = parseObject(line);
      if (announced) resolve(announced);
    });
    void ended.then((how) => reject(new Error(`The ${name} ended before it was ready (${how}). Its log: ${logFile}`)));
  });
  // Whoever waits for `ready` hears of the failure; nobody has to.
  ready.catch(() => {});
  return {
    name,
    pid: child.pid,
    ready,
    ended,
    stop: () => stopProcess(child, ended, settings.graceSeconds),
    signal: (name) => child.kill(name),
  };
}

async function stopProcess(child: ChildProcess, ended: Promise<string>, graceSeconds: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => killGroup(child), graceSeconds * 1000);
  await ended;
  clearTimeout(timer);
  killGroup(child);
}

/** Also reaches what the process itself has started. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // ESRCH: the whole group is gone, as it should be.
  }
}

function parseObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
