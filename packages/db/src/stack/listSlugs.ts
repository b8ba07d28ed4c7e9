import { goneStatuses } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';

/** The slugs that are taken in a target and begin with `start`; all of them for an empty one. */
export async function listSlugs(db: Connection, filter: { targetId: string; start: string }): Promise<string[]> {
  const { targetId, start } = filter;
  const rows = await db.client.stack.findMany({
    where: {
      targetId,
      slug: { startsWith: start.replaceAll(/[\\%_]/g, '\\$&') },
      status: { notIn: [...goneStatuses] },
    },
    select: { slug: true },
    orderBy: { slug: 'asc' },
  });
  return rows.map((row) => row.slug);
}
