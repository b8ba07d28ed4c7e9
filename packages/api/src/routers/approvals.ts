import { countApprovals } from '../approvals/countApprovals.ts';
import { listApprovals } from '../approvals/listApprovals.ts';
import { approvalCountSchema, approvalListSchema } from '../approvals/view.ts';
import { procedure, router } from '../trpc.ts';

const tag = 'Approvals';

export const approvalsRouter = router({
  list: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/approvals',
        tag,
        summary: 'Runs that await a decision, oldest first',
        description: 'Those that the viewer may not approve say why.',
      },
    })
    .output(approvalListSchema)
    .query(({ ctx }) => listApprovals(ctx)),
  count: procedure
    .meta({ rest: { method: 'GET', path: '/approvals/count', tag, summary: 'How many runs await a decision' } })
    .output(approvalCountSchema)
    .query(({ ctx }) => countApprovals(ctx)),
});
