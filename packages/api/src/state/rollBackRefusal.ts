import type { StateVersion } from '@flowport/domain';

/** @returns why a state cannot go back to this version, in words; null when it can. */
export function rollBackRefusal(
  version: Pick<StateVersion, 'isPresent' | 'isRemoval' | 'content' | 'problem'>,
  present: { lineage: string } | undefined,
): string | null {
  if (version.isPresent) return 'This is the present state.';
  if (version.isRemoval) return 'The state was removed then: there is nothing to go back to.';
  if (version.content === null) return version.problem ?? 'It cannot be read.';
  if (present !== undefined && present.lineage !== version.content.lineage) {
    return 'It belongs to an earlier stack of the same name.';
  }
  return version.content.resources === 0 ? 'It holds no resource.' : null;
}
