import { type StateArchive, stateArchive } from '@flowport/aws';
import type { RunWork } from './runWork.ts';

/** Acts on what the bucket of the run's target remembers, as the deployer role. */
export async function withArchive<T>(
  { caller, target }: Pick<RunWork, 'caller' | 'target'>,
  act: (archive: StateArchive) => Promise<T>,
): Promise<T> {
  const archive = stateArchive({ caller, backend: target.backend });
  try {
    return await act(archive);
  } finally {
    archive.close();
  }
}
