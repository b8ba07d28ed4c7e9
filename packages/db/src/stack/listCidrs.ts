import { finalRunStatuses, goneStatuses } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { Prisma } from '../generated/client.ts';

/** The networks of the target's stacks, and those that their active runs want. A gone stack has given its own back. */
export async function listCidrs(
  db: Connection,
  targetId: string,
): Promise<{ stackId: string; slug: string; cidr: string }[]> {
  return db.client.$queryRaw`
    SELECT id AS "stackId", slug, cidr FROM stack
    WHERE target_id = ${targetId} AND status::text NOT IN (${Prisma.join([...goneStatuses])})
    UNION
    SELECT stack.id, stack.slug, run.parameters #>> '{network,cidr}'
    FROM run JOIN stack ON stack.id = run.stack_id
    WHERE stack.target_id = ${targetId} AND run.status::text NOT IN (${Prisma.join([...finalRunStatuses])})
    ORDER BY slug, cidr`;
}
