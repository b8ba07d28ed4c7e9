import { lockListSchema, releaseLockInputSchema } from '@flowport/domain';
import { listLocks } from '../locks/listLocks.ts';
import { releaseLock } from '../locks/releaseLock.ts';
import { stackInputSchema } from '../stacks/input.ts';
import { procedure, router } from '../trpc.ts';

const tag = 'State';

export const locksRouter = router({
  list: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/stacks/{stackId}/locks',
        tag,
        summary: 'Which locks lie on a stack’s states, and whether anybody still holds them',
        description:
          '`live`: a worker that works on a run has it. `orphaned`: its worker has lost its right to act, and with it its Terraform. `foreign`: no run explains it.',
        errors: ['not_found', 'credentials_refused', 'unavailable'],
      },
    })
    .input(stackInputSchema)
    .output(lockListSchema)
    .query(({ ctx, input }) => listLocks(ctx, input)),
  release: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks/{stackId}/locks/{layer}/release',
        tag,
        summary: 'Remove a lock that nobody holds any more',
        description:
          'Exactly the lock with this id and token, as it was shown. One that is not orphaned is removed by admins alone, with `breakGlass`.',
        example: {
          lockId: 'b7a5fb0c-7e3d-4b8e-9c5e-0d5f1f0a2b3c',
          token: '"5d41402abc4b2a76b9719d911017c592"',
          breakGlass: { confirmSlug: 'fraud-models', reason: 'Kim’s laptop died during a manual apply.' },
        },
        errors: ['forbidden', 'not_found', 'conflict', 'lock_held', 'credentials_refused', 'unavailable'],
      },
    })
    .input(releaseLockInputSchema)
    .output(lockListSchema)
    .mutation(({ ctx, input }) => releaseLock(ctx, input)),
});
