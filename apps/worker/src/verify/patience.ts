import { setTimeout as pause } from 'node:timers/promises';
import { AppError, type CheckName, type CheckResult, failed } from '@flowport/domain';

/** How long to look again at what is not as it should be yet. */
export type Patience = { seconds: number; signal: AbortSignal };

const pauseMillisecondsMin = 250;
const pauseMillisecondsMax = 15_000;

export type Look = CheckName & {
  /** What to do when the answer is an error instead of a judgement. */
  remedy: string;
  look: () => Promise<CheckResult>;
};

/**
 * Looks until the check does not fail any more, with growing pauses, as long as patience lasts; then the last look counts.
 * An expected error while looking is a failed check with its sentence, so that one check never hides the others.
 * @throws what is no AppError, and AppError `canceled`.
 */
export async function patiently({ seconds, signal }: Patience, { look, ...check }: Look): Promise<CheckResult> {
  const until = performance.now() + seconds * 1000;
  for (let wait = pauseMillisecondsMin; ; wait = Math.min(wait * 2, pauseMillisecondsMax)) {
    signal.throwIfAborted();
    const result = await judged(check, look);
    if (result.status !== 'failed' || performance.now() + wait > until) return result;
    await pause(wait, undefined, { signal });
  }
}

async function judged(check: Omit<Look, 'look'>, look: Look['look']): Promise<CheckResult> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'canceled') throw error;
    return failed(check, error.publicMessage, check.remedy);
  }
}

/**
 * What a look without patience comes to: where what was to be judged could not even be read, one failed check.
 * @throws what is no AppError, and AppError `canceled`.
 */
export async function reported<T>(check: CheckName, looking: Promise<T>): Promise<T | CheckResult> {
  try {
    return await looking;
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'canceled') throw error;
    return failed(check, error.publicMessage, 'Request a change without any: everything is looked at anew after it.');
  }
}
