import { hostname } from 'node:os';
import type { HeldLock, LockFile } from '@flowport/aws';
import { getLockFacts } from '@flowport/db';
import { AppError, hostOf, type Layer, type LockVerdict, layers, lockVerdict } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';
import { withArchive } from '../run/withArchive.ts';
import { findOrphans, type Orphan } from './orphans.ts';
import type { Story } from './story.ts';

type Held = { layer: Layer } & HeldLock;

/**
 * Takes away the locks that a dead worker's Terraform left behind, once it is proven that it is dead: a run of this stack
 * explains the lock, whose lease is over or ours; and on this machine no process works in that run's folder any more.
 * What is left of it is killed. A run of this stack may be one that has ended long ago.
 * Exactly the lock that was judged is removed, and without Terraform: a lock of the very first command on a state lies
 * where no workspace is yet, and Terraform could not name it.
 * No Terraform of this run may be at work.
 * @param whenUnproven `leave` lets Terraform say what it makes of a lock that is not ours.
 * @throws AppError `lock_held` where that can't be proven: then a person has to.
 */
export async function removeStaleLocks(
  work: RunWork,
  story: Story,
  whenUnproven: 'refuse' | 'leave' = 'refuse',
): Promise<void> {
  await withArchive(work, async (archive) => {
    const { slug } = work.run.stack;
    const held = await Promise.all(layers.map(async (layer) => ({ layer, ...(await archive.readLock(slug, layer)) })));
    const locked = held.filter((one): one is Held => one.lock !== undefined);
    if (locked.length === 0) return;
    const judge = await judgeOf(work);
    for (const one of locked) {
      const verdict = judge(one.lock);
      if (verdict.verdict !== 'orphaned' && whenUnproven === 'leave') continue;
      if (verdict.verdict !== 'orphaned') throw stillHeld(one, verdict);
      if (hostOf(one.lock.who) === hostname()) await endOrphans(work, one, verdict);
      const outcome = await archive.removeLock(slug, one.layer, one.token);
      if (outcome === 'changed') throw stillHeld(one, verdict);
      await tellRemoved(work, { story, held: one, verdict });
    }
  });
}

async function tellRemoved(
  work: RunWork,
  { story, held: { layer, lock }, verdict }: { story: Story; held: Held; verdict: LockVerdict },
): Promise<void> {
  work.context.logger.warn({ runId: work.run.id, layer, lock }, 'the lock of a dead Terraform was removed');
  await story.tell(
    `The lock of ${layer}, taken by ${lock.who} at ${lock.created}, was found orphaned, and removed.`,
    verdict.evidence.join('\n'),
  );
}

/** The lease of this run is ours, and nothing of ours is at work: so for a lock, its leases are over. */
async function judgeOf(work: RunWork): Promise<(lock: LockFile) => LockVerdict> {
  const { db } = work.context;
  const { leases, workers, now } = await getLockFacts(db, work.stack.id);
  const over = leases.map((lease) =>
    lease.runId === work.run.id && lease.endsAt > now ? { ...lease, endsAt: now } : lease,
  );
  return (lock) => lockVerdict({ lock, leases: over, workers, now });
}

function stillHeld({ layer, lock }: Held, { verdict, evidence }: LockVerdict): AppError {
  const why =
    verdict === 'live' ? 'another run works with it' : "it can't be proven from here that this process is dead";
  return new AppError(
    'lock_held',
    `While recovering ${layer}: the state is locked by ${lock.who} since ${lock.created} (${lock.operation}, lock ${lock.id}), and ${why}. Make sure that it is, remove the lock in the lock inspector of the stack, and request a change.`,
    { cause: new Error(evidence.join(' ')) },
  );
}

const endSecondsMax = 10;
const lookMilliseconds = 100;

async function endOrphans(work: RunWork, held: Held, verdict: LockVerdict): Promise<void> {
  const deadline = work.context.monotonic() + endSecondsMax * 1000;
  for (;;) {
    const orphans = await findOrphans(verdict.runId ?? work.run.id);
    if (orphans?.length === 0) return;
    // Where the system does not tell, the end of the lease is what proves it: the guard has killed Terraform before.
    if (orphans === undefined) return;
    if (work.context.monotonic() > deadline) throw stillHeld(held, verdict);
    for (const orphan of orphans) kill(work, orphan);
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
