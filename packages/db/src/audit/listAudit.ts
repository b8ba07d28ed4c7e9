import { z } from 'zod';
import type { Connection } from '../database/connection.ts';
import { searchWords } from '../database/searchWords.ts';
import { personSelect } from '../user/record.ts';
import type { AuditEventRecord } from './record.ts';

const detailSchema = z.record(z.string(), z.unknown());

/** Newest first. `search` looks into action, subject and the actor's name and address; all its words have to be found. */
export async function listAudit(
  db: Connection,
  filter: { search?: string; limit: number; cursor?: string },
): Promise<{ items: AuditEventRecord[]; nextCursor: string | null }> {
  const { search, limit, cursor } = filter;
  const rows = await db.client.auditEvent.findMany({
    where: {
      ...(cursor === undefined ? {} : { id: { lt: cursor } }),
      AND: searchWords(search).map((word) => {
        const found = { contains: word, mode: 'insensitive' } as const;
        return {
          OR: [
            { action: found },
            { subjectLabel: found },
            { subjectId: word },
            { actor: { OR: [{ name: found }, { email: found }] } },
          ],
        };
      }),
    },
    include: { actor: { select: personSelect } },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const items = rows.slice(0, limit).map(
    (row): AuditEventRecord => ({
      id: row.id,
      at: row.at,
      actor: row.actor,
      action: row.action,
      subject: { kind: row.subjectKind, id: row.subjectId, label: row.subjectLabel },
      detail: detailSchema.parse(row.detail),
    }),
  );
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
