import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { AppError } from '@flowport/domain';
import type { GuardedLease } from './guard.ts';
import { adoptGroup, endGroup, killGroup, signalProcess } from './processGroups.ts';

export type ProcessOptions = {
  path: string;
  args: readonly string[];
  directory: string;
  /** The whole environment of the process: nothing is inherited. */
  environment: Readonly<Record<string, string>>;
  /** Interrupts the process (SIGINT), and kills its group when it has not ended after `graceSeconds`. */
  signal: AbortSignal;
  /** Kills the group at once: for an owner that has lost the right to go on. */
  killSignal?: AbortSignal | undefined;
  graceSeconds: number;
  /** Kills the group where this process can't. */
  guard?: Pick<GuardedLease, 'adopt' | 'drop'> | undefined;
  onStdout(chunk: Buffer): void;
  onStderr(chunk: Buffer): void;
  backpressure?: Backpressure | undefined;
};

/**
 * Where output goes that cannot be taken without end. While it is full nothing is read from the process, which then
 * waits at its full pipe: that is what bounds our memory, however much a provider prints while a database is away.
 */
export type Backpressure = { readonly isFull: boolean; room(): Promise<void> };

export type ProcessEnd = {
  /** Exit status, or null when a signal ended the process. */
  exitCode: number | null;
  exitSignal: NodeJS.Signals | null;
  /** The reason of the abort, when one came while the process ran. */
  aborted: AbortSignal | null;
};

/** Pipes held open by a process that has left its group would keep us waiting for ever: this is how long we do. */
const pipeDrainMilliseconds = 2000;

/**
 * Runs one program to its end, in a process group of its own, without a shell and without standard input. Output is read
 * as long as `backpressure` has room. Once the program is to end, or has ended, it is read whatever that says: a program
 * that blocks at its pipe could not finish what it has begun. The two handlers must not throw.
 * @throws AppError `canceled` when a signal was aborted before the start; `unavailable` when the program can't be started.
 */
export async function runProcess(options: ProcessOptions): Promise<ProcessEnd> {
  const { signal, killSignal } = options;
  for (const early of [killSignal, signal]) if (early?.aborted) throw abortError(early);

  const child = spawn(options.path, [...options.args], {
    cwd: options.directory,
    env: { ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    shell: false,
  });
  const reading = readOutput(child, options);

  const { pid } = child;
  if (pid !== undefined) {
    adoptGroup(pid);
    options.guard?.adopt(pid);
  }
  let aborted: AbortSignal | null = null;
  let graceTimer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    aborted ??= signal;
    reading.release();
    if (pid === undefined) return;
    signalProcess(pid, 'SIGINT');
    graceTimer = setTimeout(() => killGroup(pid), options.graceSeconds * 1000);
  };
  const kill = () => {
    aborted = killSignal ?? signal;
    if (pid !== undefined) killGroup(pid);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  killSignal?.addEventListener('abort', kill, { once: true });

  let drainTimer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ProcessEnd>((resolve, reject) => {
      child.once('error', (cause) =>
        reject(new AppError('unavailable', `${options.path} can't be started.`, { cause })),
      );
      child.once('exit', () => {
        reading.release();
        clearTimeout(graceTimer);
        if (pid !== undefined) {
          endGroup(pid);
          options.guard?.drop(pid);
        }
        drainTimer = setTimeout(() => {
          child.stdout.destroy();
          child.stderr.destroy();
        }, pipeDrainMilliseconds);
      });
      child.once('close', (exitCode, exitSignal) => resolve({ exitCode, exitSignal, aborted }));
    });
  } finally {
    clearTimeout(graceTimer);
    clearTimeout(drainTimer);
    signal.removeEventListener('abort', interrupt);
    killSignal?.removeEventListener('abort', kill);
    if (pid !== undefined) endGroup(pid);
  }
}

function readOutput(child: { stdout: Readable; stderr: Readable }, options: ProcessOptions) {
  const { backpressure } = options;
  const streams = [child.stdout, child.stderr];
  let isReleased = false;
  const resume = () => {
    for (const stream of streams) stream.resume();
  };
  const hold = async (full: Backpressure) => {
    for (const stream of streams) stream.pause();
    await full.room();
    resume();
  };
  const onData = (handle: (chunk: Buffer) => void) => (chunk: Buffer) => {
    handle(chunk);
    if (backpressure?.isFull && !isReleased) void hold(backpressure);
  };
  child.stdout.on('data', onData(options.onStdout));
  child.stderr.on('data', onData(options.onStderr));
  return {
    release() {
      isReleased = true;
      resume();
    },
  };
}

/** The abort's own reason where it is one of our errors (`lease_lost`, say), else `canceled`. */
export function abortError(signal: AbortSignal, doing?: string): AppError {
  if (signal.reason instanceof AppError) return signal.reason;
  const where = doing === undefined ? '' : ` while ${doing}`;
  return new AppError('canceled', `Canceled${where}.`, { cause: signal.reason });
}
