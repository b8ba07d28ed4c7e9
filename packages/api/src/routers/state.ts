import {
  compareStateInputSchema,
  listStateVersionsInputSchema,
  rollBackStateInputSchema,
  stateDifferenceSchema,
  stateVersionListSchema,
} from '@flowport/domain';
import { startedRunSchema } from '../stacks/input.ts';
import { compareState } from '../state/compareState.ts';
import { listStateVersions } from '../state/listStateVersions.ts';
import { rollBackState } from '../state/rollBackState.ts';
import { procedure, router } from '../trpc.ts';

const tag = 'State';

export const stateRouter = router({
  versions: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/stacks/{stackId}/state/{layer}/versions',
        tag,
        summary: 'The versions of a layer’s state, newest first',
        description:
          'With what each holds and which run wrote it. Pages: hand `nextCursor` back as `cursor` until it is null.',
        errors: ['forbidden', 'not_found', 'credentials_refused', 'unavailable'],
      },
    })
    .input(listStateVersionsInputSchema)
    .output(stateVersionListSchema)
    .query(({ ctx, input }) => listStateVersions(ctx, input)),
  compare: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/stacks/{stackId}/state/{layer}/difference',
        tag,
        summary: 'What lies between two versions of a layer’s state',
        description: 'Resources that came, went and changed, with their attributes. Sensitive values are left out.',
        errors: ['forbidden', 'not_found', 'conflict', 'credentials_refused', 'unavailable'],
      },
    })
    .input(compareStateInputSchema)
    .output(stateDifferenceSchema)
    .query(({ ctx, input }) => compareState(ctx, input)),
  rollBack: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks/{stackId}/state/{layer}/roll-back',
        tag,
        summary: 'Ask for a layer’s state to go back to an older version',
        description:
          'Starts a run that plans it: nothing is written before somebody approves. What exists is never forgotten: entries that only the present state has stay.',
        example: { versionId: '3HL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY', reason: 'The state lost the database.' },
        errors: ['forbidden', 'not_found', 'conflict', 'credentials_refused', 'unavailable'],
      },
    })
    .input(rollBackStateInputSchema)
    .output(startedRunSchema)
    .mutation(({ ctx, input }) => rollBackState(ctx, input)),
});
