import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { GuardLine } from './guardLine.ts';

/**
 * A process beside this one that kills Terraform when this one can't: it was stopped (SIGSTOP, a debugger, a machine that
 * swaps) while its right to act ran out, or it is dead. Terraform is a process of its own and would go on alone.
 *
 * One guard serves all runs of a process. It is told deadlines as moments of the machine's monotonic clock, so a word
 * that reaches it late is not taken for a new one.
 */
export type Guard = {
  /** What is started under one lease. */
  lease(name: string): GuardedLease;
  /** Kills whatever is left, and ends. */
  close(): Promise<void>;
};

export type GuardedLease = {
  /** Until then its processes may live. `deadline`: milliseconds of `monotonicMilliseconds`. */
  extend(deadline: number): void;
  /** A process group that was started under this lease. */
  adopt(group: number): void;
  /** It has ended. */
  drop(group: number): void;
  /** Nothing is started under this lease any more. */
  end(): void;
};

const program = fileURLToPath(new URL('./guardProgram.ts', import.meta.url));

/** A clock that never jumps, with one beginning for all processes of this machine. */
export function monotonicMilliseconds(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** A guard that dies is started anew, and told all that it has to know. */
export function startGuard(): Guard {
  const leases = new Map<string, { deadline: number; groups: Set<number> }>();
  let isClosed = false;
  let child = start();

  function start(): ChildProcess {
    const started = spawn(process.execPath, [program], {
      stdio: ['pipe', 'ignore', 'inherit'],
      env: {},
      detached: true,
      shell: false,
    });
    // What could not be said to a guard that has died is said to the next one.
    started.stdin?.on('error', () => {});
    const restart = () => {
      if (isClosed || child !== started) return;
      child = start();
      for (const [lease, { deadline, groups }] of leases) {
        tell({ order: 'extend', lease, deadline });
        for (const group of groups) tell({ order: 'adopt', lease, group });
      }
    };
    started.once('exit', restart);
    started.once('error', restart);
    // It never keeps its owner alive.
    started.unref();
    if (started.stdin && 'unref' in started.stdin && typeof started.stdin.unref === 'function') started.stdin.unref();
    return started;
  }

  function tell(line: GuardLine): void {
    child.stdin?.write(`${JSON.stringify(line)}\n`);
  }

  return {
    lease(name) {
      const known = { deadline: 0, groups: new Set<number>() };
      leases.set(name, known);
      return {
        extend: (deadline) => {
          known.deadline = deadline;
          tell({ order: 'extend', lease: name, deadline });
        },
        adopt: (group) => {
          known.groups.add(group);
          tell({ order: 'adopt', lease: name, group });
        },
        drop: (group) => {
          known.groups.delete(group);
          tell({ order: 'drop', lease: name, group });
        },
        end: () => {
          if (leases.get(name) === known) leases.delete(name);
          tell({ order: 'end', lease: name });
        },
      };
    },
    async close() {
      isClosed = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.ref();
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.stdin?.end();
      await ended;
    },
  };
}
