import { approvalCountSchema, approvalListSchema } from '../approvals/view.ts';
import { pending } from '../pending.ts';
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
    .query(() => pending()),
  count: procedure
    .meta({ rest: { method: 'GET', path: '/approvals/count', tag, summary: 'How many runs await a decision' } })
    .output(approvalCountSchema)
    .query(() => pending()),
});
