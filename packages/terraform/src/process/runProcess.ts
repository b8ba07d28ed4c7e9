import { spawn } from 'node:child_process';
import { AppError } from '@flowport/domain';
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
  onStdout(chunk: Buffer): void;
  onStderr(chunk: Buffer): void;
};

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
 * Runs one program to its end, in a process group of its own, without a shell and without standard input. Output is
 * always read, so that the program never blocks on a full pipe; the two handlers must not throw.
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
  child.stdout.on('data', options.onStdout);
  child.stderr.on('data', options.onStderr);

  const { pid } = child;
  if (pid !== undefined) adoptGroup(pid);
  let aborted: AbortSignal | null = null;
  let graceTimer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    aborted ??= signal;
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
        clearTimeout(graceTimer);
        if (pid !== undefined) endGroup(pid);
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

/** The abort's own reason where it is one of our errors (`lease_lost`, say), else `canceled`. */
export function abortError(signal: AbortSignal, doing?: string): AppError {
  if (signal.reason instanceof AppError) return signal.reason;
  const where = doing === undefined ? '' : ` while ${doing}`;
  return new AppError('canceled', `Canceled${where}.`, { cause: signal.reason });
}
