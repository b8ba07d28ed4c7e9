import { auditListSchema, listAuditInputSchema } from '@flowport/domain';
import { listAudit } from '../audit/listAudit.ts';
import { procedure, router } from '../trpc.ts';

export const auditRouter = router({
  list: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/audit',
        tag: 'Audit',
        summary: 'Who did what, newest first',
        description: 'For admins and auditors.',
        errors: ['forbidden'],
      },
    })
    .input(listAuditInputSchema)
    .output(auditListSchema)
    .query(({ ctx, input }) => listAudit(ctx, input)),
});
