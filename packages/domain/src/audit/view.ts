import { z } from 'zod';
import { personSchema } from '../team/view.ts';

export const auditEventSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  actor: personSchema.nullable().describe('null where Flowport itself acted'),
  action: z.string(),
  subject: z.object({ kind: z.string(), id: z.string(), label: z.string() }),
  detail: z.record(z.string(), z.json()),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;

export const listAuditInputSchema = z.strictObject({
  search: z.string().max(200).optional(),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});
export const auditListSchema = z.object({ items: z.array(auditEventSchema), nextCursor: z.string().nullable() });
