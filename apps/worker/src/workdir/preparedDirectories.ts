import { access, lstat, mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What `terraform init` leaves in a directory depends on the backend and the providers of a layer alone, and those are
 * the same for all stacks of a target. So the first init of a kind is remembered for the life of this process, and the
 * next directory gets a copy: with a plugin cache or a mirror that is two small files and some links, in place of
 * seconds of looking providers up.
 */
export type PreparedDirectories = {
  /** Puts a copy in place. False when nothing of this kind is remembered, or when what it points to is gone. */
  reuse(key: string, directory: string): Promise<boolean>;
  /** Remembers a directory; one that holds providers themselves, and not links to them, is too large to be. */
  remember(key: string, directory: string): Promise<void>;
};

/** Where `init` puts its results: Terraform's data directory and the dependency lock file. */
const dataDirectory = '.terraform';
const lockFile = '.terraform.lock.hcl';

type Entry = { path: string } & ({ kind: 'file'; content: Buffer } | { kind: 'link'; target: string });

const bytesMax = 1024 * 1024;

export function preparedDirectories(): PreparedDirectories {
  const known = new Map<string, Entry[]>();
  return {
    async reuse(key, directory) {
      const entries = known.get(key);
      if (!entries || !(await linksLead(entries))) return false;
      await rm(join(directory, dataDirectory), { recursive: true, force: true });
      for (const entry of entries) {
        const path = join(directory, entry.path);
        await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
        if (entry.kind === 'link') await symlink(entry.target, path);
        else await writeFile(path, entry.content, { mode: 0o600 });
      }
      return true;
    },
    async remember(key, directory) {
      const entries = await collect(directory);
      if (entries) known.set(key, entries);
    },
  };
}

/** undefined when there is more than is worth to be held in memory. */
async function collect(directory: string): Promise<Entry[] | undefined> {
  const entries: Entry[] = [];
  let bytes = 0;
  const waiting = [dataDirectory, lockFile];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const found = await lstat(join(directory, path)).catch(() => undefined);
    if (!found) continue;
    if (found.isSymbolicLink()) {
      entries.push({ path, kind: 'link', target: await readlink(join(directory, path)) });
    } else if (found.isDirectory()) {
      for (const name of await readdir(join(directory, path))) waiting.push(join(path, name));
    } else {
      bytes += found.size;
      if (bytes > bytesMax) return undefined;
      entries.push({ path, kind: 'file', content: await readFile(join(directory, path)) });
    }
  }
  return entries.some((entry) => entry.path.startsWith(dataDirectory)) ? entries : undefined;
}

async function linksLead(entries: readonly Entry[]): Promise<boolean> {
  const links = entries.filter((entry) => entry.kind === 'link');
  const led = await Promise.allSettled(links.map((link) => access(link.target)));
  return led.every((result) => result.status === 'fulfilled');
}
