import { teamViewSchema } from '@flowport/domain';
import { z } from 'zod';
import { listTeams } from '../teams/listTeams.ts';
import { procedure, router } from '../trpc.ts';

export const teamsRouter = router({
  list: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/teams',
        tag: 'Teams',
        summary: 'Teams that the viewer sees',
        description: 'Requesters see their own teams; approvers, admins and auditors all.',
      },
    })
    .output(z.object({ items: z.array(teamViewSchema) }))
    .query(({ ctx }) => listTeams(ctx)),
});
