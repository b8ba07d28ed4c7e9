import { goneStatuses, type StackStatus, type stackSortSchema } from '@flowport/domain';
import type { z } from 'zod';
import type { Connection } from '../database/connection.ts';
import { searchWords } from '../database/searchWords.ts';
import type { Prisma } from '../generated/client.ts';
import { type StackRecord, stackInclude, stackRecord } from './record.ts';

export type StackSort = z.infer<typeof stackSortSchema>;

export type StackFilter = {
  /** Only these teams' stacks; all when left out. */
  teamIds?: readonly string[];
  /** Looks into slug, description, team, owner and target; all its words have to be found. */
  search?: string;
  status?: readonly StackStatus[];
  teamId?: string;
  targetId?: string;
  includeGone: boolean;
  sort: StackSort;
  direction: 'asc' | 'desc';
};

/** All that fit, since the portal filters and counts them as one list. Equal ones are in the order of their ids. */
export async function listStacks(db: Connection, filter: StackFilter): Promise<StackRecord[]> {
  const rows = await db.client.stack.findMany({
    where: conditions(filter),
    include: stackInclude,
    orderBy: [order(filter.sort, filter.direction), { id: filter.direction }],
  });
  return rows.map(stackRecord);
}

function order(sort: StackSort, direction: 'asc' | 'desc'): Prisma.StackOrderByWithRelationInput {
  switch (sort) {
    case 'team':
      return { team: { name: direction } };
    case 'target':
      return { target: { name: direction } };
    case 'cost':
      return { costFloorCents: direction };
    default:
      return { [sort]: direction };
  }
}

function conditions(filter: StackFilter): Prisma.StackWhereInput {
  const { teamIds, search, status, teamId, targetId, includeGone } = filter;
  const all: Prisma.StackWhereInput[] = searchWords(search).map((word) => {
    const found = { contains: word, mode: 'insensitive' } as const;
    return {
      OR: [
        { slug: found },
        { description: found },
        { team: { name: found } },
        { target: { name: found } },
        { owner: { OR: [{ name: found }, { email: found }] } },
      ],
    };
  });
  if (teamIds !== undefined) all.push({ teamId: { in: [...teamIds] } });
  if (teamId !== undefined) all.push({ teamId });
  if (targetId !== undefined) all.push({ targetId });
  if (status !== undefined) all.push({ status: { in: [...status] } });
  // Whoever asks for a gone status by name wants to see it.
  else if (!includeGone) all.push({ status: { notIn: [...goneStatuses] } });
  return { AND: all };
}
