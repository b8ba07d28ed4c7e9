import type { RunKind, RunStatus } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { searchWords } from '../database/searchWords.ts';
import type { Prisma } from '../generated/client.ts';
import { type RunRecord, runInclude, runRecord } from './record.ts';

export type RunFilter = {
  /** Only runs of these teams' stacks; all when left out. */
  teamIds?: readonly string[];
  stackId?: string;
  status?: readonly RunStatus[];
  kind?: readonly RunKind[];
  /** Looks into slug, team, requester and reason; all its words have to be found. */
  search?: string;
  limit: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
};

/** Newest first. */
export async function listRuns(
  db: Connection,
  filter: RunFilter,
): Promise<{ items: RunRecord[]; nextCursor: string | null }> {
  const { limit } = filter;
  const rows = await db.client.run.findMany({
    where: conditions(filter),
    include: runInclude,
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const items = rows.slice(0, limit).map(runRecord);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

function conditions(filter: RunFilter): Prisma.RunWhereInput {
  const { teamIds, stackId, status, kind, search, cursor } = filter;
  return {
    ...(cursor === undefined ? {} : { id: { lt: cursor } }),
    ...(stackId === undefined ? {} : { stackId }),
    ...(status === undefined ? {} : { status: { in: [...status] } }),
    ...(kind === undefined ? {} : { kind: { in: [...kind] } }),
    ...(teamIds === undefined ? {} : { stack: { teamId: { in: [...teamIds] } } }),
    AND: searchWords(search).map((word) => {
      const found = { contains: word, mode: 'insensitive' } as const;
      return {
        OR: [
          { reason: found },
          { stack: { OR: [{ slug: found }, { team: { name: found } }] } },
          { requestedBy: { OR: [{ name: found }, { email: found }] } },
        ],
      };
    }),
  };
}
