import type { Role } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { notWritten } from '../notWritten.ts';

/** @throws AppError `not_found`. */
export async function setRole(_db: Connection, user: { userId: string; role: Role }): Promise<void> {
  return notWritten(`setRole ${user.userId}`);
}
