import { removeConfigurations } from '../configuration/keepConfiguration.ts';
import { readOutputs, readStates, recordStates } from '../steps/readOutputs.ts';
import { recordChecks, verify } from '../steps/verify.ts';
import { allOrFirstFailure } from './allOrFirstFailure.ts';
import { advanceWork, completeWork, type Ending } from './finishRun.ts';
import type { RunWork } from './runWork.ts';

/**
 * Reads back, proves, and ends the run. `opening` is what makes the run `verifying`; nothing of the work has to wait
 * until that is known.
 */
export async function completeRun(work: RunWork, opening: Ending): Promise<void> {
  const states = await readStates(work);
  const [checks] = await allOrFirstFailure([
    verify(work, states),
    work.run.kind === 'destroy' ? recordStates(work, states) : readOutputs(work, states),
    work.states.removePlans(work.run.stack.slug, work.run.id),
    removeConfigurations(work),
    advanceWork(work, opening),
  ]);
  await completeWork(work, { event: 'verified', also: (tx) => recordChecks(tx, work, checks) });
}
