import type { Actor } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { notWritten } from '../notWritten.ts';

/** The account with its role and teams; undefined when it does not exist. */
export async function getActor(_db: Connection, userId: string): Promise<Actor | undefined> {
  return notWritten(`getActor ${userId}`);
}
