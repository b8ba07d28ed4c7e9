import { addTargetInputSchema, targetViewSchema } from '@flowport/domain';
import { z } from 'zod';
import { pending } from '../pending.ts';
import { targetInputSchema } from '../targets/input.ts';
import { procedure, router } from '../trpc.ts';

const tag = 'Targets';

export const targetsRouter = router({
  list: procedure
    .meta({ rest: { method: 'GET', path: '/targets', tag, summary: 'AWS accounts and regions where stacks may live' } })
    .output(z.object({ items: z.array(targetViewSchema) }))
    .query(() => pending()),
  add: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/targets',
        tag,
        summary: 'Add a target',
        description: 'Stores it and runs its first check; a check that fails does not undo the addition.',
        errors: ['forbidden', 'conflict'],
      },
    })
    .input(addTargetInputSchema)
    .output(targetViewSchema)
    .mutation(() => pending()),
  check: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/targets/{targetId}/check',
        tag,
        summary: 'Check that the deployer role can be assumed and belongs to the account',
        errors: ['forbidden', 'not_found'],
      },
    })
    .input(targetInputSchema)
    .output(targetViewSchema)
    .mutation(() => pending()),
});
