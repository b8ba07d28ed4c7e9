import type { Connection } from '../database/connection.ts';
import { awaitingApproval } from './listAwaitingApproval.ts';

export async function countAwaitingApproval(
  db: Connection,
  filter: { teamIds?: readonly string[] } = {},
): Promise<number> {
  return db.client.run.count({ where: awaitingApproval(filter) });
}
