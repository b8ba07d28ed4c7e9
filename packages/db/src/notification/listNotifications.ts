import type { Connection } from '../database/connection.ts';
import { type TeamRecord, teamSelect } from '../team/record.ts';

export type NotificationRecord = {
  id: string;
  kind: string;
  team: TeamRecord;
  stackId: string | null;
  runId: string | null;
  title: string;
  text: string;
  at: Date;
};

/** What these teams were told, the newest first. */
export async function listNotifications(
  db: Connection,
  filter: { teamIds: readonly string[]; max: number },
): Promise<NotificationRecord[]> {
  return db.client.notification.findMany({
    where: { teamId: { in: [...filter.teamIds] } },
    select: {
      id: true,
      kind: true,
      team: { select: teamSelect },
      stackId: true,
      runId: true,
      title: true,
      text: true,
      at: true,
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: filter.max,
  });
}
