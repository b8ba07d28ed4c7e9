import { readdir, readlink } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** The processes that work in a directory or below it: how a worker's Terraform is found once the worker is dead. Linux. */
export async function processesIn(directory: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      // A process may end while it is looked at.
      const place = await readlink(join('/proc', pid, 'cwd')).catch(() => '');
      return place === directory || place.startsWith(directory + sep) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // ESRCH: it has ended by itself.
  }
}
