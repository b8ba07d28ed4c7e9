import { getBlueprint } from '../blueprints/getBlueprint.ts';
import { blueprintViewSchema } from '../blueprints/view.ts';
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
    .query(({ ctx }) => getBlueprint(ctx)),
});
