import { listTargets as readTargets } from '@flowport/db';
import type { TargetView } from '@flowport/domain';
import { requirePermission } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { targetView } from './targetView.ts';

/** All targets, by name. Whoever may ask for a stack has to choose one. */
export async function listTargets({ db, actor }: ActorContext): Promise<{ items: TargetView[] }> {
  requirePermission(actor, 'target.read');
  return { items: (await readTargets(db)).map(targetView) };
}
