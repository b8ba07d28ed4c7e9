import { viewerSchema } from '@flowport/domain';
import { pending } from '../pending.ts';
import { procedure, router } from '../trpc.ts';

export const viewerRouter = router({
  get: procedure
    .meta({ rest: { method: 'GET', path: '/viewer', tag: 'Account', summary: 'Who is asking, with role and teams' } })
    .output(viewerSchema)
    .query(() => pending()),
});
