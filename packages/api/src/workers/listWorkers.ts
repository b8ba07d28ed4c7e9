import { listWorkers as readWorkers } from '@flowport/db';
import type { WorkerView } from '@flowport/domain';
import { requirePermission } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { workerView } from './workerView.ts';

/** The processes that take runs: the living first, and for a day those that have ended or were lost. */
export async function listWorkers({ db, actor }: ActorContext): Promise<{ items: WorkerView[] }> {
  requirePermission(actor, 'worker.read');
  return { items: (await readWorkers(db)).map((worker) => workerView(actor, worker)) };
}
