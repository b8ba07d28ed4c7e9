import type { Role } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { type PersonRecord, personSelect } from './record.ts';

export async function findUserByEmail(
  db: Connection,
  email: string,
): Promise<(PersonRecord & { role: Role }) | undefined> {
  const user = await db.client.user.findUnique({ where: { email }, select: { ...personSelect, role: true } });
  return user ?? undefined;
}
