import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@flowport/domain';
import { create, Parser } from 'tar';

/** Packs those of the named files that exist into a gzipped tar, without owner, time or mode of this machine. */
export async function packFiles(directory: string, names: readonly string[]): Promise<Buffer> {
  const present: string[] = [];
  for (const name of names) if (await exists(join(directory, name))) present.push(name);
  return create({ cwd: directory, portable: true, noMtime: true, gzip: true, noDirRecurse: true }, present).concat();
}

/**
 * Writes the files of a pack into a directory. All are read before the first is written, and only plain files with one of
 * the given names are taken: a pack comes from a store, and must not be able to write anywhere else.
 */
export async function unpackFiles(directory: string, names: readonly string[], packed: Uint8Array): Promise<void> {
  for (const [name, content] of await readPack(names, packed)) {
    await writeFile(join(directory, name), content, { mode: 0o600 });
  }
}

function readPack(names: readonly string[], packed: Uint8Array): Promise<Map<string, Buffer>> {
  return new Promise((resolve, reject) => {
    const files = new Map<string, Buffer>();
    const refuse = (why: string, cause?: unknown) =>
      reject(new AppError('invalid_input', `While unpacking a saved plan: ${why}.`, { cause }));
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry) => {
        if (entry.type !== 'File' || !names.includes(entry.path)) {
          refuse(`it holds "${entry.path}" (${entry.type}), which does not belong there`);
          entry.resume();
          return;
        }
        const chunks: Buffer[] = [];
        entry.on('data', (chunk) => chunks.push(chunk));
        entry.on('end', () => files.set(entry.path, Buffer.concat(chunks)));
      },
    });
    parser.on('error', (cause: unknown) => refuse('it can not be read', cause));
    parser.on('end', () => (files.size === 0 ? refuse('it is empty') : resolve(files)));
    parser.end(Buffer.from(packed));
  });
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
