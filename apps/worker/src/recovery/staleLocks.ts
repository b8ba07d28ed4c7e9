import { hostname } from 'node:os';
import type { LockFile } from '@flowport/aws';
import { AppError, type Layer, layers } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';
import { init } from '../steps/init.ts';
import { findOrphans, type Orphan } from './orphans.ts';

/**
 * Takes away the locks that a dead worker's Terraform left behind, once it is proven that it is dead: its lease is ours,
 * the lock was taken on this machine and since the run began, and no process works in the run's folder any more. What is
 * left of it is killed.
 * The layers' directories must be in place.
 * @throws AppError `lock_held` where that can't be proven: then a person has to.
 */
export async function removeStaleLocks(work: RunWork): Promise<void> {
  const { slug } = work.run.stack;
  const held = await Promise.all(
    layers.map(async (layer) => ({ layer, lock: await work.states.readLock(slug, layer) })),
  );
  const locked = held.filter((one): one is { layer: Layer; lock: LockFile } => one.lock !== undefined);
  if (locked.length === 0) return;
  const since = work.run.startedAt;
  for (const { layer, lock } of locked) {
    const isOfRun = since !== null && new Date(lock.created) >= since;
    if (!isOfRun || hostOf(lock) !== hostname()) throw stillHeld(layer, lock);
  }
  await endOrphans(work, locked);
  for (const { layer, lock } of locked) {
    await init(work, layer);
    const session = await work.terraform(layer, { purpose: 'apply', log: work.log.of('init', layer) });
    await session.forceUnlock(lock.id);
    work.context.logger.warn({ runId: work.run.id, layer, lock }, 'the lock of a dead Terraform was removed');
  }
}

function hostOf(lock: LockFile): string {
  return lock.who.slice(lock.who.lastIndexOf('@') + 1);
}

function stillHeld(layer: Layer, lock: LockFile): AppError {
  return new AppError(
    'lock_held',
    `While recovering ${layer}: the state is locked by ${lock.who} since ${lock.created} (${lock.operation}, lock ${lock.id}), and it can't be proven from here that this process is dead. Make sure that it is, run terraform force-unlock ${lock.id}, and request a change.`,
  );
}

const endSecondsMax = 10;
const lookMilliseconds = 100;

async function endOrphans(work: RunWork, locked: readonly { layer: Layer; lock: LockFile }[]): Promise<void> {
  const deadline = work.context.monotonic() + endSecondsMax * 1000;
  for (;;) {
    const orphans = await findOrphans(work.run.id);
    if (orphans?.length === 0) return;
    const [first] = locked;
    if (first && (orphans === undefined || work.context.monotonic() > deadline))
      throw stillHeld(first.layer, first.lock);
    for (const orphan of orphans ?? []) kill(work, orphan);
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
  }
}

function kill(work: RunWork, orphan: Orphan): void {
  work.context.logger.warn({ runId: work.run.id, ...orphan }, 'a process of the dead worker is killed');
  try {
    process.kill(orphan.pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
