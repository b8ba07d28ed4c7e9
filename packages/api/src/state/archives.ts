import { getTarget, type StackRecord, type TargetRow } from '@flowport/db';
import { AppError, type Layer, type StateDocument } from '@flowport/domain';
import type { ActorContext } from '../context.ts';

type Version = { versionId: string; writtenAt: Date; bytes: number; isPresent: boolean; isRemoval: boolean };
type Lock = { id: string; who: string; operation: string; created: string };

/** One target's state bucket, read as its deployer role. Its methods say which object could not be reached. */
export type StateArchive = {
  listVersions(
    slug: string,
    layer: Layer,
    page: { cursor?: string | undefined; limit: number },
  ): Promise<{ versions: Version[]; nextCursor: string | null }>;
  readVersion(slug: string, layer: Layer, versionId: string): Promise<StateDocument>;
  readPresent(slug: string, layer: Layer): Promise<StateDocument | undefined>;
  openVersion(slug: string, layer: Layer, versionId: string): Promise<ReadableStream<Uint8Array>>;
  /** `token` names this very object. */
  readLock(slug: string, layer: Layer): Promise<{ lock: Lock; token: string } | undefined>;
  /** Removes exactly the object of the token. */
  removeLock(slug: string, layer: Layer, token: string): Promise<'removed' | 'changed' | 'gone'>;
  close(): void;
};

/** Opens the bucket of a target; whoever opens it closes it. */
export type StateArchives = { open(target: TargetRow): Promise<StateArchive> };

/** The bucket where the stack's states lie, closed when the work is done. */
export async function withArchive<T>(
  context: ActorContext,
  stack: StackRecord,
  work: (archive: StateArchive) => Promise<T>,
): Promise<T> {
  const archive = await openArchive(context, stack);
  try {
    return await work(archive);
  } finally {
    archive.close();
  }
}

/** @throws AppError `unavailable` where the target cannot be reached. */
export async function openArchive({ db, archives }: ActorContext, stack: StackRecord): Promise<StateArchive> {
  const target = await getTarget(db, stack.target.id);
  if (!target) throw new AppError('internal', `The stack ${stack.slug} has no target any more.`);
  return archives.open(target);
}
