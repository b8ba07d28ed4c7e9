import { type AuditEvent, runKindSchema, runStatusSchema } from '@flowport/domain';
import { runKindLooks, runStatusLooks } from '#features/runs/runStatus.tsx';
import { formatExact } from '#format/time.ts';
import { capitalize } from '#format/words.ts';

export type DetailFact = { term: string; text: string };

type Detail = AuditEvent['detail'];

/** Told elsewhere in the entry: as its link, as the name of the run, or as the change of status. */
const toldElsewhere = new Set(['stackId', 'runId', 'kind', 'from', 'to']);

const terms: Record<string, string> = { deployerRoleArn: 'Deployer role', deployer_role: 'Deployer role' };

/** What else is known of an entry: its reason first, then how the status changed, then the rest in its own order. */
export function detailFacts(detail: Detail): DetailFact[] {
  const reason = detail.reason;
  const change = statusChange(detail);
  return [
    ...(typeof reason === 'string' && reason !== '' ? [{ term: 'Reason', text: reason }] : []),
    ...(change === null ? [] : [{ term: 'Status', text: change }]),
    ...Object.entries(detail)
      .filter(([key, value]) => key !== 'reason' && !toldElsewhere.has(key) && value !== null)
      .map(([key, value]) => ({ term: terms[key] ?? termOf(key), text: textOf(key, value) })),
  ];
}

/** "Provision fraud-models", as the lists of runs call it; what is no run has its own name. */
export function subjectName({ subject, detail }: Pick<AuditEvent, 'subject' | 'detail'>): string {
  const kind = subject.kind === 'run' ? runKindSchema.safeParse(detail.kind) : undefined;
  return kind?.success ? `${runKindLooks[kind.data].label} ${subject.label}` : subject.label;
}

/** A request of a stack has a run too, which is where one reads on. */
export function runOfEvent({ subject, detail }: Pick<AuditEvent, 'subject' | 'detail'>): string | null {
  return subject.kind === 'stack' && typeof detail.runId === 'string' ? detail.runId : null;
}

function statusChange({ from, to }: Detail): string | null {
  const [before, after] = [runStatusSchema.safeParse(from), runStatusSchema.safeParse(to)];
  if (!before.success || !after.success) return null;
  return `${runStatusLooks[before.data].label} → ${runStatusLooks[after.data].label}`;
}

/** `expiresAt` is "Expires at". */
function termOf(key: string): string {
  const words = key.replaceAll('_', ' ').replaceAll(/([a-z])([A-Z])/g, (_, end: string, start: string) => {
    return `${end} ${start.toLowerCase()}`;
  });
  return capitalize(words);
}

function textOf(key: string, value: Detail[string]): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const isTime = key.endsWith('At') && !Number.isNaN(Date.parse(value));
  return isTime ? formatExact(new Date(value)) : value;
}
