import { createHash } from 'node:crypto';
import { AppError, type RunRestore, restoredState } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';
import { withArchive } from '../run/withArchive.ts';

/** The state that a roll back would write, byte for byte, and what it makes of the entries of the present one. */
export type Candidate = { text: string; planned: NonNullable<RunRestore['planned']> };

/**
 * Made from the older version and the state as it is now.
 * @throws AppError `not_found` when the version is gone, `conflict` when it is of an earlier stack of the same name.
 */
export async function candidateOf(work: RunWork, restore: RunRestore): Promise<Candidate> {
  const { slug } = work.run.stack;
  const [old, present] = await withArchive(work, (archive) =>
    Promise.all([
      archive.readVersion(slug, restore.layer, restore.versionId),
      archive.readPresent(slug, restore.layer),
    ]),
  );
  if (present !== undefined && present.lineage !== old.lineage) {
    throw new AppError(
      'conflict',
      `While going back to the version ${restore.versionId} of ${restore.layer}: it belongs to an earlier stack of the same name (another lineage). Choose a version of this one.`,
    );
  }
  const { state, entries } = restoredState(old, present);
  const text = `${JSON.stringify(state, null, 2)}\n`;
  return {
    text,
    planned: {
      seen: present === undefined ? null : { lineage: present.lineage, serial: present.serial },
      sha256: createHash('sha256').update(text).digest('hex'),
      entries,
    },
  };
}
