/**
 * The process groups that are alive. Every child leads its own group, so that whatever it starts (provider plugins)
 * can be ended together with it, and so that a Ctrl-C in a terminal reaches this process alone, which then cancels in
 * order.
 *
 * Does not help when this process dies by SIGKILL: then the children go on, and the recovery of the run has to prove
 * that they are gone.
 */
const alive = new Set<number>();
let watchingExit = false;

/** Remembers a group, to be killed when this process exits. `pid` is that of the group's leader. */
export function adoptGroup(pid: number): void {
  alive.add(pid);
  if (watchingExit) return;
  watchingExit = true;
  process.on('exit', () => {
    for (const group of alive) killGroup(group);
  });
}

/** Kills what is left of a group, and forgets it. A group that has already ended is no error. */
export function endGroup(pid: number): void {
  killGroup(pid);
  alive.delete(pid);
}

export function killGroup(pid: number): void {
  signalProcess(-pid, 'SIGKILL');
}

/** Sends a signal; that the receiver has already ended is no error. A negative `pid` means a group. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
