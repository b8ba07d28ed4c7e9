import { personSchema, runRowSchema } from '@flowport/domain';
import { z } from 'zod';

export const approvalRowSchema = runRowSchema.extend({
  digest: z.string().nullable().describe('What a decision has to name'),
  pauseReason: z.string().nullable().describe('Why another approval is needed, where the run was paused'),
  waitingSince: z.iso.datetime(),
  costFloorCents: z.int(),
  costCeilingCents: z.int(),
  costBeforeFloorCents: z.int().nullable(),
  approvalsNeeded: z.int().describe('How many different people have to approve the plan'),
  approvedBy: z.array(personSchema).describe('Who has approved this very plan'),
  mayDecide: z.boolean(),
  blockedBy: z.string().nullable().describe('Why the viewer may not approve, in words'),
});
export type ApprovalRow = z.infer<typeof approvalRowSchema>;

export const approvalListSchema = z.object({ items: z.array(approvalRowSchema) });
export const approvalCountSchema = z.object({
  decidable: z.int().describe('Runs and longer lifetimes that await a decision which the viewer may take'),
  waiting: z.int().describe('All runs and longer lifetimes that await a decision and that the viewer may see'),
});
