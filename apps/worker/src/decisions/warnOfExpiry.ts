import { listAwaitingApproval, notifyTeam } from '@flowport/db';
import { durationWords, expiryWarningAt } from '@flowport/domain';
import type { Chore } from '../chores/chore.ts';
import type { WorkerContext } from '../context.ts';
import { inUtc } from '../lifetime/inUtc.ts';

/** Tells the team of a stack once that a plan of it is about to expire. A plan made anew has a time of its own. */
export const warnOfExpiry: Chore = { name: 'approval-warnings', everySeconds: 60, run: warnAll };

type Ports = Pick<WorkerContext, 'db' | 'ids' | 'now'>;
type Waiting = Awaited<ReturnType<typeof listAwaitingApproval>>[number];

async function warnAll(context: Ports): Promise<void> {
  const now = context.now();
  const waiting = await listAwaitingApproval(context.db, { expiresBy: new Date(now.getTime() + dayMilliseconds) });
  for (const run of waiting) await warn(context, run, now);
}

/** No warning comes earlier than a day ahead. */
const dayMilliseconds = 24 * 3_600_000;

async function warn({ db, ids }: Ports, run: Waiting, now: Date): Promise<void> {
  const { id, kind, stack, team, statusAt, approvalExpiresAt: expiresAt, approvalState } = run;
  if (expiresAt === null || now >= expiresAt || now < expiryWarningAt({ since: statusAt, expiresAt })) return;
  const missing = approvalState.needed - approvalState.by.length;
  const decide = missing > 1 ? `${missing} people have to approve it` : 'Somebody has to approve it';
  await db.inTransaction((tx) =>
    notifyTeam(tx, {
      key: `approval.expiring:${id}:${expiresAt.toISOString()}`,
      kind: 'approval.expiring',
      teamId: team.id,
      stackId: stack.id,
      runId: id,
      title: `The plan of the ${kind} of ${stack.slug} expires in ${durationWords(expiresAt.getTime() - now.getTime())}`,
      text: `${decide} by ${inUtc(expiresAt)}, or the run ends there. It can be tried again then, and is planned anew. Discard it if it is not wanted any more.`,
      now,
      ids,
    }),
  );
}
