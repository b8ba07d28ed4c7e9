import type { Connection } from '../database/connection.ts';
import { type StackRecord, stackInclude, stackRecord } from './record.ts';

export async function getStack(db: Connection, stackId: string): Promise<StackRecord | undefined> {
  const row = await db.client.stack.findUnique({ where: { id: stackId }, include: stackInclude });
  return row ? stackRecord(row) : undefined;
}
