import { AppError, type FieldIssue, type Layer } from '@flowport/domain';
import type { Diagnostic } from '../stream/diagnostic.ts';
import { refusalText } from './refusal.ts';

/** Who holds the state's lock, as Terraform tells it. Times as in the lock (UTC). */
export type StateLock = { id: string; who: string; operation: string; created: string; path: string };

/** The cause of an error that Terraform's end raised: for the log and for recovery, not for the public. */
export class TerraformFailure extends Error {
  readonly layer: Layer;
  readonly exitCode: number | null;
  readonly exitSignal: string | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Set when the state is locked by somebody else. */
  readonly lock: StateLock | null;

  constructor(end: CommandEnd, lock: StateLock | null) {
    super(`terraform ${end.command} in ${end.layer} ended with ${end.exitSignal ?? `status ${end.exitCode}`}`);
    this.name = 'TerraformFailure';
    this.layer = end.layer;
    this.exitCode = end.exitCode;
    this.exitSignal = end.exitSignal;
    this.diagnostics = end.diagnostics;
    this.lock = lock;
  }
}

export type CommandEnd = {
  command: string;
  /** Completes "While …". */
  doing: string;
  layer: Layer;
  exitCode: number | null;
  exitSignal: string | null;
  diagnostics: readonly Diagnostic[];
  /** The last lines that were not messages, for the case that there is no diagnostic at all. */
  lastText: readonly string[];
};

/** The lock that stood in the way, for an error of a layer session; undefined for any other error. */
export function stateLockOf(error: unknown): StateLock | undefined {
  if (!(error instanceof AppError) || !(error.cause instanceof TerraformFailure)) return undefined;
  return error.cause.lock ?? undefined;
}

/** Terraform gives its diagnostics no codes. These two summaries are constants of its source, the same in OpenTofu. */
const lockSummary = 'Error acquiring the state lock';
const staleSummary = 'Saved plan is stale';

/** `lock_held`, `approval_void` (the saved plan is stale) or `terraform_failed`. */
export function failureOf(end: CommandEnd): AppError {
  const errors = end.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  const locked = errors.find((error) => error.summary === lockSummary);
  const lock = locked === undefined ? null : readLock(locked.detail);
  const cause = new TerraformFailure(end, lock);
  const issues = errors.slice(0, issuesMax).map(toIssue);

  if (locked !== undefined) return new AppError('lock_held', lockMessage(end, lock), { cause, issues });
  if (errors.some((error) => error.summary === staleSummary)) {
    const message = `While ${end.doing}: the state has changed since this plan was made, so Terraform refused it. Plan and approve again.`;
    return new AppError('approval_void', message, { cause, issues });
  }
  return new AppError('terraform_failed', `While ${end.doing}: ${whatFailed(end, errors)}`, { cause, issues });
}

const issuesMax = 20;

function toIssue(diagnostic: Diagnostic): FieldIssue {
  return {
    path: diagnostic.address ?? diagnostic.context ?? '',
    rule: 'terraform',
    message: [diagnostic.summary, diagnostic.detail].filter((part) => part !== '').join(': '),
  };
}

function whatFailed(end: CommandEnd, errors: readonly Diagnostic[]): string {
  const [first] = errors;
  if (first === undefined) {
    const said = end.lastText.join(' ').trim();
    const ended = end.exitSignal === null ? `ended with status ${end.exitCode}` : `was ended by ${end.exitSignal}`;
    return `Terraform ${ended}${said === '' ? ' and said nothing' : ` and said: ${shortened(said)}`}.`;
  }
  const more = errors.length > 1 ? ` And ${errors.length - 1} more; the log has all.` : '';
  const refusal = refusalText(first);
  if (refusal !== undefined) return `${refusal}${more}`;
  const where = first.address === null ? '' : ` (${first.address})`;
  const detail = first.detail === '' ? '' : `: ${shortened(oneLine(first.detail))}`;
  return `${shortened(oneLine(first.summary))}${where}${detail}${more}`;
}

function oneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

const messageCharactersMax = 600;

function shortened(text: string): string {
  return text.length <= messageCharactersMax ? text : `${text.slice(0, messageCharactersMax)}…`;
}

function lockMessage(end: CommandEnd, lock: StateLock | null): string {
  if (lock === null)
    return `While ${end.doing}: the state is locked by somebody else. Try again when they have finished.`;
  return `While ${end.doing}: the state is locked by ${lock.who} since ${lock.created} (${lock.operation}, lock ${lock.id}). Try again when they have finished; if they are known to be dead, unlock it.`;
}

/**
 * The lock is told as text alone, also in the `-json` stream: a block "Lock Info:" of lines "Name: value", written by one
 * template for all backends. (The lock itself is JSON, in the object `<key>.tflock` of an S3 backend: who can read that
 * should prefer it.)
 */
function readLock(detail: string): StateLock | null {
  const lines = detail.split('\n').map((line) => line.trim());
  const start = lines.indexOf('Lock Info:');
  if (start === -1) return null;
  const fields = new Map<string, string>();
  for (const line of lines.slice(start + 1)) {
    const colon = line.indexOf(':');
    if (colon === -1) break;
    fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const field = (name: string) => fields.get(name) ?? '';
  if (field('ID') === '') return null;
  return {
    id: field('ID'),
    who: field('Who'),
    operation: field('Operation').replace('OperationType', '').toLowerCase(),
    created: field('Created'),
    path: field('Path'),
  };
}
