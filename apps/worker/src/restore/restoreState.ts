import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listSteps } from '@flowport/db';
import { AppError, type RunRestore, writesState } from '@flowport/domain';
import { finishRun } from '../run/finishRun.ts';
import type { RunWork } from '../run/runWork.ts';
import { init } from '../steps/init.ts';
import { runStep, skipStep } from '../steps/step.ts';
import { type Candidate, candidateOf } from './candidate.ts';

/**
 * Writes the older state, once it is approved: only over the very state that the plan was made from, and only what was
 * shown. Done again by a run that was interrupted, it finds out whether it was written already.
 * @returns false when the run is planned anew, since the state has moved on.
 */
export async function restoreState(work: RunWork): Promise<boolean> {
  const { restore } = work.run;
  if (restore === null) return true;
  if (restore.planned === null) {
    throw new AppError('internal', 'While going back to an older state: nothing of it was planned. Start a new run.');
  }
  if (await isWritten(work)) return true;
  if (!writesState(restore.planned)) {
    skipStep(work, 'restore', null);
    return true;
  }
  const candidate = await candidateOf(work, restore);
  switch (judge(restore.planned, candidate)) {
    case 'write':
      await write(work, restore, candidate);
      break;
    case 'written':
      skipStep(work, 'restore', null);
      break;
    case 'moved':
      await finishRun(work, {
        event: 'replan',
        reason: `The state of ${restore.layer} has changed since the plan was made, so that nothing was written. It is planned and asked for anew.`,
      });
      return false;
  }
  // Whoever goes on after a death has to know it before anything is applied.
  await work.writes.drain();
  return true;
}

/** `written`: the state is one above the one that was seen, and knows all that was to come back. */
function judge(approved: Candidate['planned'], now: Candidate): 'write' | 'written' | 'moved' {
  if (now.planned.sha256 === approved.sha256) return 'write';
  const { seen } = approved;
  const present = now.planned.seen;
  if (present === null) return 'moved';
  const follows = seen === null || (present.lineage === seen.lineage && present.serial === seen.serial + 1);
  return follows && !writesState(now.planned) ? 'written' : 'moved';
}

/** In this run and since it was planned for the last time. */
async function isWritten({ context, run }: RunWork): Promise<boolean> {
  const steps = await listSteps(context.db, { runId: run.id, kind: run.kind, targetId: run.target.id });
  const planned = steps.find((step) => step.name === 'synth')?.startedAt ?? new Date(0);
  return steps.some(
    ({ name, status, finishedAt }) =>
      name === 'restore' && status === 'succeeded' && finishedAt !== null && finishedAt >= planned,
  );
}

async function write(work: RunWork, { layer, serial }: RunRestore, { text }: Candidate): Promise<void> {
  await init(work, layer);
  await runStep(work, 'restore', null, async ({ log }) => {
    const file = join(work.folder.workdir.directory(layer), 'candidate.state');
    await writeFile(file, text, { mode: 0o600 });
    try {
      const session = await work.terraform(layer, { purpose: 'apply', log });
      await session.pushState(file);
    } finally {
      await rm(file, { force: true });
    }
    log.line(`The state of ${layer} is what it was at serial ${serial}, and what exists besides.`);
  });
}
