import { type ExpiringStack, listExpiring, notifyTeam } from '@flowport/db';
import { dueWarning, durationWords, warningMinutes } from '@flowport/domain';
import type { Chore } from '../chores/chore.ts';
import type { WorkerContext } from '../context.ts';
import { inUtc } from './inUtc.ts';

/** Warns teams before the lifetime of a stack ends: each warning once for each end. */
export const warnExpiring: Chore = { name: 'lifetime-warnings', everySeconds: 60, run: warnAll };

type Ports = Pick<WorkerContext, 'db' | 'ids' | 'now'>;

async function warnAll(context: Ports): Promise<void> {
  const now = context.now();
  const until = new Date(now.getTime() + warningMinutes[0] * 60_000);
  for (const expiring of await listExpiring(context.db, { until })) await warn(context, expiring, now);
}

async function warn({ db, ids }: Ports, { stack, policy }: ExpiringStack, now: Date): Promise<void> {
  const { id, slug, team, createdAt, expiresAt } = stack;
  const minutes = dueWarning({ since: createdAt, expiresAt, now });
  if (minutes === undefined) return;
  const left = durationWords(expiresAt.getTime() - now.getTime());
  const then = policy.destroysAutomatically
    ? 'It is destroyed then without anybody’s approval; the database leaves a final snapshot, and artifacts stay.'
    : 'Its destruction is planned then, and waits for an approval.';
  await db.inTransaction((tx) =>
    notifyTeam(tx, {
      key: `lifetime.warning:${id}:${expiresAt.toISOString()}:${minutes}`,
      kind: 'lifetime.warning',
      teamId: team.id,
      stackId: id,
      title: `${slug} ends in ${left}`,
      text: `The lifetime of the stack ${slug} ends on ${inUtc(expiresAt)}. ${then} Extend it on the page of the stack if you still need it.`,
      now,
      ids,
    }),
  );
}
