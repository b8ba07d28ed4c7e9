import type { StateVersion } from '@flowport/domain';

/** What a version is called in a sentence. */
export function nameOf({ content, isRemoval, versionId }: StateVersion): string {
  if (content) return `serial ${content.serial}`;
  return isRemoval ? 'the removal' : `version ${versionId.slice(0, 8)}`;
}
