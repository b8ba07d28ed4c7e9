import { readdir, readlink } from 'node:fs/promises';
import { platform } from 'node:os';
import { join, sep } from 'node:path';

/** A process of this machine that works in the folder of a run. */
export type Orphan = { pid: number; directory: string };

/**
 * Processes that still work on a run on this machine, told by their directory: a worker that was killed can leave its
 * Terraform behind. Undefined where the system does not tell (there is no /proc), so that nothing is proven.
 * @param root `/proc`
 */
export async function findOrphans(runId: string, root = '/proc'): Promise<Orphan[] | undefined> {
  if (root === '/proc' && platform() !== 'linux') return undefined;
  const entries = await readdir(root);
  const found = await Promise.all(
    entries.filter((name) => /^\d+$/.test(name)).map((name) => workingIn(root, Number(name), runId)),
  );
  return found.filter((orphan) => orphan !== undefined);
}

async function workingIn(root: string, pid: number, runId: string): Promise<Orphan | undefined> {
  try {
    const directory = await readlink(join(root, String(pid), 'cwd'));
    return directory.split(sep).includes(runId) ? { pid, directory } : undefined;
  } catch {
    // It has ended meanwhile, or belongs to somebody else: then it is not ours.
    return undefined;
  }
}
