import { AppError, type Role } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';

/** @throws AppError `not_found`. */
export async function setRole(db: Connection, user: { userId: string; role: Role }): Promise<void> {
  const { count } = await db.client.user.updateMany({ where: { id: user.userId }, data: { role: user.role } });
  if (count === 0) throw new AppError('not_found', `There is no account ${user.userId}.`);
}
