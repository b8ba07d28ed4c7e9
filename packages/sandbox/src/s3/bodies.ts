/**
 * Where the bytes of objects lie: small ones in the database row, larger ones as files of their own.
 *
 * A file is written under a temporary name, synced and renamed before any row names it, so that a row never points at
 * half a body; files that no row names (a process killed in between) are swept at the next start.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ChecksumName, type Digest, startChecksum } from './checksums.ts';

/** Terraform states of our layers stay far below this; SQLite writes a row of 1 MiB in about 5 ms, and larger ones slower than a file. */
const INLINE_BYTES_MAX = 1024 * 1024;

export type Body = { kind: 'inline'; bytes: Buffer } | { kind: 'file'; file: string };

export type StoredBody = {
  body: Body;
  size: number;
  md5: Buffer;
  /** Base64 digests of the algorithms that were asked for. */
  checksums: ReadonlyMap<ChecksumName, string>;
};

export interface Bodies {
  /** Stores what `chunks` yields. When it throws, nothing remains. */
  write(chunks: AsyncIterable<Buffer>, algorithms: readonly ChecksumName[]): Promise<StoredBody>;
  /** The bytes `first`..`last`, both included. */
  read(body: Body, range: { first: number; last: number }): AsyncIterable<Buffer>;
  /** Removes the file of a body that no row names any more. */
  discard(body: Body): void;
  /** Removes every file that is not in `known`. */
  sweep(known: ReadonlySet<string>): void;
}

export function openBodies(directory: string): Bodies {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const pathOf = (file: string) => join(directory, file);

  return {
    async write(chunks, algorithms) {
      const digests = new Digests(algorithms);
      const pieces: Buffer[] = [];
      let size = 0;
      let spill: Spill | undefined;
      try {
        for await (const chunk of chunks) {
          digests.update(chunk);
          size += chunk.length;
          if (spill === undefined && size > INLINE_BYTES_MAX) {
            spill = await Spill.open(pathOf(`${randomUUID()}.tmp`));
            for (const piece of pieces.splice(0)) await spill.write(piece);
          }
          if (spill === undefined) pieces.push(chunk);
          else await spill.write(chunk);
        }
        const file = await spill?.publish();
        const body: Body =
          file === undefined ? { kind: 'inline', bytes: Buffer.concat(pieces) } : { kind: 'file', file };
        return { body, size, ...digests.finish() };
      } catch (error) {
        await spill?.abandon();
        throw error;
      }
    },
    read(body, { first, last }) {
      if (last < first) return none();
      if (body.kind === 'inline') return one(body.bytes.subarray(first, last + 1));
      // Opened at once: a delete between the answer's head and its body must not cut the body off.
      const fd = openSync(pathOf(body.file), 'r');
      return createReadStream('', { fd, start: first, end: last, highWaterMark: 256 * 1024 });
    },
    discard(body) {
      if (body.kind === 'file') rmSync(pathOf(body.file), { force: true });
    },
    sweep(known) {
      for (const file of readdirSync(directory)) if (!known.has(file)) rmSync(pathOf(file), { force: true });
    },
  };
}

async function* none(): AsyncGenerator<Buffer> {}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

class Digests {
  readonly #md5 = createHash('md5');
  readonly #checksums: Map<ChecksumName, Digest>;

  constructor(algorithms: readonly ChecksumName[]) {
    this.#checksums = new Map(algorithms.map((name) => [name, startChecksum(name)]));
  }

  update(chunk: Buffer): void {
    this.#md5.update(chunk);
    for (const digest of this.#checksums.values()) digest.update(chunk);
  }

  finish(): Pick<StoredBody, 'md5' | 'checksums'> {
    const checksums = new Map([...this.#checksums].map(([name, digest]) => [name, digest.base64()]));
    return { md5: this.#md5.digest(), checksums };
  }
}

/** A body on its way into a file. */
class Spill {
  readonly #path: string;
  readonly #handle: Awaited<ReturnType<typeof open>>;

  private constructor(path: string, handle: Awaited<ReturnType<typeof open>>) {
    this.#path = path;
    this.#handle = handle;
  }

  static async open(path: string): Promise<Spill> {
    return new Spill(path, await open(path, 'wx', 0o600));
  }

  async write(chunk: Buffer): Promise<void> {
    await this.#handle.writeFile(chunk);
  }

  /** Makes the file durable under its final name, which it returns. */
  async publish(): Promise<string> {
    await this.#handle.sync();
    await this.#handle.close();
    const file = `${randomUUID()}.body`;
    const directory = dirname(this.#path);
    await rename(this.#path, join(directory, file));
    const handle = await open(directory, 'r');
    await handle.sync();
    await handle.close();
    return file;
  }

  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    rmSync(this.#path, { force: true });
  }
}
