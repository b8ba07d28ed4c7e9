import type { Role } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { notWritten } from '../notWritten.ts';
import type { PersonRecord } from './record.ts';

export async function findUserByEmail(
  _db: Connection,
  email: string,
): Promise<(PersonRecord & { role: Role }) | undefined> {
  return notWritten(`findUserByEmail ${email}`);
}
