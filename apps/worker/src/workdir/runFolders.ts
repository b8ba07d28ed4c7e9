import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CredentialSource } from '@flowport/aws';
import type { Layer } from '@flowport/domain';
import type { LayerDocuments } from '@flowport/infra';
import { openWorkdir, type Workdir } from '@flowport/terraform';

/**
 * The synthesized layers of a run; `key` says from what. `release` is the foundation before it is destroyed, with what
 * protects its data from that released; null where no data goes.
 */
export type Synthesis = {
  key: string;
  documents: LayerDocuments;
  texts: Record<Layer, string>;
  release: string | null;
};

/**
 * One run's place on this machine. It outlives the job that planned, so that the job that applies finds a directory that
 * is initialized. Everything in it can be made anew from the database and the bucket, on any machine.
 */
export type RunFolder = {
  workdir: Workdir;
  /** Layers that `init` has prepared in the life of this process. */
  initialized: Map<Layer, Promise<void>>;
  synthesis: Synthesis | undefined;
  /** Sessions of the target's roles, by ARN and address: the job that applies goes on with what the one that planned has assumed. */
  sessions: Map<string, CredentialSource>;
};

export type RunFolders = {
  open(runId: string): Promise<RunFolder>;
  /** Whether this process has opened the run's folder; asked at every change of any run, so no disk is looked at. */
  isOpen(runId: string): boolean;
  /** The runs that have a folder here, those of earlier processes included. */
  list(): Promise<string[]>;
  remove(runId: string): Promise<void>;
};

/** @param root an absolute path that this worker's user alone can read. */
export function runFolders(root: string): RunFolders {
  const opened = new Map<string, Promise<RunFolder>>();
  const create = async (runId: string): Promise<RunFolder> => ({
    workdir: await openWorkdir(join(root, runId)),
    initialized: new Map(),
    synthesis: undefined,
    sessions: new Map(),
  });
  return {
    open: (runId) => {
      const known = opened.get(runId) ?? create(runId);
      opened.set(runId, known);
      known.catch(() => opened.delete(runId));
      return known;
    },
    isOpen: (runId) => opened.has(runId),
    list: async () => {
      await mkdir(root, { recursive: true, mode: 0o700 });
      const entries = await readdir(root, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    },
    remove: async (runId) => {
      const folder = await (opened.get(runId) ?? create(runId));
      opened.delete(runId);
      await folder.workdir.remove();
    },
  };
}
