import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { AppError, type Layer } from '@flowport/domain';
import { packFiles, unpackFiles } from './pack.ts';

/** What a layer's directory holds. Terraform reads every `*.tf.json` in it and nothing else does. */
const configurationFile = 'cdk.tf.json';
const lockFile = '.terraform.lock.hcl';
const savedPlanFile = 'tfplan';
const erroredState = 'errored.tfstate';
const travelling = [configurationFile, lockFile, savedPlanFile] as const;

/**
 * The directory of one run, private to the worker's user: plans and states may hold secrets. Each layer has a directory
 * of its own in it. `openWorkdir` creates or reopens it; `remove` deletes it with all that Terraform left there.
 */
export type Workdir = {
  readonly root: string;
  directory(layer: Layer): string;
  /** Where `plan` saves its plan. */
  planFile(layer: Layer): string;
  /** Writes the layer's configuration: the synthesized JSON, byte for byte, since the approval's digest is over it. */
  writeLayer(layer: Layer, json: string): Promise<void>;
  /** The dependency lock file after `init`, or null: there is none where every provider is reattached or built in. */
  readLock(layer: Layer): Promise<string | null>;
  /** Puts a lock file in place before `init`, so that the same provider versions are chosen. */
  writeLock(layer: Layer, text: string): Promise<void>;
  /**
   * What must travel to the machine that applies: configuration, lock file, saved plan. The plan holds sensitive values
   * in clear: encrypt it before it is stored.
   */
  pack(layer: Layer): Promise<Buffer>;
  /** Puts the packed files in place; then `init` and `apply`. @throws AppError `invalid_input` for anything but a pack. */
  unpack(layer: Layer, packed: Uint8Array): Promise<void>;
  /**
   * The state that Terraform could not store at the end of an apply and left behind, or null. It knows of objects that
   * the stored state does not: keep it before the directory is removed.
   */
  readErroredState(layer: Layer): Promise<string | null>;
  /** Where that state lies. */
  erroredStateFile(layer: Layer): string;
  removeErroredState(layer: Layer): Promise<void>;
  remove(): Promise<void>;
};

/** @param root an absolute path; missing directories are created with mode 0700. */
export async function openWorkdir(root: string): Promise<Workdir> {
  if (!isAbsolute(root)) throw new AppError('internal', `The work directory "${root}" is not an absolute path.`);
  await mkdir(root, { recursive: true, mode: 0o700 });
  await chmod(root, 0o700);

  const directory = (layer: Layer) => join(root, layer);
  const write = async (layer: Layer, name: string, content: string) => {
    await mkdir(directory(layer), { recursive: true, mode: 0o700 });
    await writeFile(join(directory(layer), name), content, { mode: 0o600 });
  };

  return {
    root,
    directory,
    planFile: (layer) => join(directory(layer), savedPlanFile),
    writeLayer: (layer, json) => write(layer, configurationFile, json),
    writeLock: (layer, text) => write(layer, lockFile, text),
    readLock: (layer) => readIfPresent(join(directory(layer), lockFile)),
    pack: (layer) => packFiles(directory(layer), travelling),
    unpack: async (layer, packed) => {
      await mkdir(directory(layer), { recursive: true, mode: 0o700 });
      await unpackFiles(directory(layer), travelling, packed);
    },
    readErroredState: (layer) => readIfPresent(join(directory(layer), erroredState)),
    erroredStateFile: (layer) => join(directory(layer), erroredState),
    removeErroredState: (layer) => rm(join(directory(layer), erroredState), { force: true }),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

async function readIfPresent(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
