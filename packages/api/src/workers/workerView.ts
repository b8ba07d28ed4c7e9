import type { WorkerRecord } from '@flowport/db';
import { type Actor, may, type WorkerView } from '@flowport/domain';

export function workerView(actor: Actor, worker: WorkerRecord): WorkerView {
  const { id, host, pid, version, concurrency, mode, isAlive, startedAt, heartbeatAt, stoppedAt, holds } = worker;
  return {
    id,
    host,
    pid,
    version,
    concurrency,
    mode,
    state: isAlive ? 'alive' : stoppedAt === null ? 'lost' : 'stopped',
    startedAt: startedAt.toISOString(),
    heartbeatAt: heartbeatAt.toISOString(),
    stoppedAt: stoppedAt?.toISOString() ?? null,
    holds: holds.map(({ runId, slug, since }) => ({ runId, slug, since: since.toISOString() })),
    // One that drains ends whatever is wished.
    may: { manage: isAlive && mode !== 'draining' && may(actor.role, 'worker.manage') },
  };
}
