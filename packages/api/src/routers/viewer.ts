import { viewerSchema } from '@flowport/domain';
import { procedure, router } from '../trpc.ts';
import { getViewer } from '../viewer/getViewer.ts';

export const viewerRouter = router({
  get: procedure
    .meta({ rest: { method: 'GET', path: '/viewer', tag: 'Account', summary: 'Who is asking, with role and teams' } })
    .output(viewerSchema)
    .query(({ ctx }) => getViewer(ctx)),
});
