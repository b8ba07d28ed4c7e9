import { listAudit as readAudit } from '@flowport/db';
import type { auditListSchema, listAuditInputSchema } from '@flowport/domain';
import { z } from 'zod';
import { requirePermission } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { withoutUndefined } from '../input/withoutUndefined.ts';

const detailSchema = z.record(z.string(), z.json());

/** Who did what, newest first. @throws AppError `forbidden`. */
export async function listAudit(
  { db, actor }: ActorContext,
  input: z.output<typeof listAuditInputSchema>,
): Promise<z.output<typeof auditListSchema>> {
  requirePermission(actor, 'audit.read');
  const { items, nextCursor } = await readAudit(db, withoutUndefined(input));
  return {
    items: items.map((event) => ({ ...event, at: event.at.toISOString(), detail: detailSchema.parse(event.detail) })),
    nextCursor,
  };
}
