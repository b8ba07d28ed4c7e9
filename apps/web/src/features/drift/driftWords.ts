import type { DriftView } from '@flowport/domain';
import { count } from '#format/words.ts';

/** The findings that nobody has acknowledged. */
export function openFindings({ findings }: Pick<DriftView, 'findings'>): DriftView['findings'] {
  return findings.filter(({ acknowledgement }) => acknowledgement === null);
}

/** How the stack stands, in one line; what is open comes first. */
export function driftSentence(drift: Pick<DriftView, 'findings' | 'checkedAt' | 'checkRunId'>): string {
  const open = openFindings(drift).length;
  const known = drift.findings.length - open;
  if (open > 0) return `${count(open, 'resource')} changed outside of Flowport since the last apply`;
  if (known > 0) return `${count(known, 'change')} outside, acknowledged`;
  if (drift.checkedAt === null) return 'Not checked yet';
  return drift.checkRunId === null ? 'As the last apply left it' : 'Nothing was changed outside';
}

/** "every day", "every 6 hours", "every 2 days". */
export function intervalWords(hours: number): string {
  if (hours === 24) return 'every day';
  if (hours % 24 === 0) return `every ${hours / 24} days`;
  return hours === 1 ? 'every hour' : `every ${hours} hours`;
}
