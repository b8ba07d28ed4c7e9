import { Prisma } from '../generated/client.ts';
import type { Channel, Connection } from './connection.ts';

/** Sent when the transaction commits, and not at all when it rolls back. Equal ones of a transaction become one. */
export async function notify(db: Connection, ...notifications: readonly [Channel, string][]): Promise<void> {
  const calls = notifications.map(([channel, id]) => Prisma.sql`pg_notify(${channel}, ${id})::text`);
  await db.client.$queryRaw`SELECT ${Prisma.join(calls)}`;
}
