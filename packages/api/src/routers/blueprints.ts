import { blueprintViewSchema } from '../blueprints/view.ts';
import { pending } from '../pending.ts';
import { procedure, router } from '../trpc.ts';

export const blueprintsRouter = router({
  get: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/blueprint',
        tag: 'Blueprint',
        summary: 'The blueprint with its presets, their choices and costs',
      },
    })
    .output(blueprintViewSchema)
    .query(() => pending()),
});
