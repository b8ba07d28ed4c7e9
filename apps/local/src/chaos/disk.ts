import { execFile } from 'node:child_process';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A worker's own small disk, which can be full. */
export type Disk = { fill(): Promise<void>; free(): Promise<void>; unmount(): Promise<void> };

/** Holds the folders of some runs, with a fallback plan of each, several times over. */
const megabytes = 96;

/**
 * Mounts a disk of memory at the directory. Only root may, so elsewhere there is none (undefined), and the suite says that
 * no disk was full.
 */
export async function mountDisk(directory: string): Promise<Disk | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'flowport-chaos', directory]);
  } catch {
    // A container without the right to mount: as good as not being root.
    return undefined;
  }
  const ballast = join(directory, 'ballast');
  return {
    fill: async () => {
      // Others write meanwhile: what was free at first may not be free any more, and then the disk is full all the same.
      for (let attempt = 0; attempt < 3; attempt++) {
        const { bavail, bsize } = await statfs(directory);
        if (bavail === 0) return;
        await writeFile(`${ballast}-${attempt}`, Buffer.alloc(Number(bavail) * Number(bsize))).catch(() => undefined);
      }
    },
    free: async () => {
      for (let attempt = 0; attempt < 3; attempt++) await rm(`${ballast}-${attempt}`, { force: true });
    },
    unmount: async () => {
      await run('umount', ['--lazy', directory]);
    },
  };
}
