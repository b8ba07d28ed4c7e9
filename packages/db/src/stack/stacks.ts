import type { StackStatus, stackSortSchema } from '@flowport/domain';
import type { z } from 'zod';
import type { Connection } from '../database/connection.ts';
import { notWritten } from '../notWritten.ts';
import type { StackRecord } from './record.ts';

export type StackFilter = {
  /** Only these teams' stacks; all when left out. */
  teamIds?: readonly string[];
  /** Looks into slug, description, team, owner and target. */
  search?: string;
  status?: readonly StackStatus[];
  teamId?: string;
  targetId?: string;
  includeGone: boolean;
  sort: z.infer<typeof stackSortSchema>;
  direction: 'asc' | 'desc';
};

export async function listStacks(_db: Connection, _filter: StackFilter): Promise<StackRecord[]> {
  return notWritten('listStacks');
}

export async function getStack(_db: Connection, _stackId: string): Promise<StackRecord | undefined> {
  return notWritten('getStack');
}

/** The slugs that are taken in a target and begin with `start`; all of them for an empty one. */
export async function listSlugs(_db: Connection, _filter: { targetId: string; start: string }): Promise<string[]> {
  return notWritten('listSlugs');
}

/** The networks of the target's stacks, and those that their active runs want. */
export async function listCidrs(
  _db: Connection,
  _targetId: string,
): Promise<{ stackId: string; slug: string; cidr: string }[]> {
  return notWritten('listCidrs');
}
