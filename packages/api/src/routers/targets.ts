import { addTargetInputSchema, setPolicyInputSchema, targetViewSchema } from '@flowport/domain';
import { z } from 'zod';
import { addTarget } from '../targets/addTarget.ts';
import { checkTarget } from '../targets/checkTarget.ts';
import { targetInputSchema } from '../targets/input.ts';
import { listTargets } from '../targets/listTargets.ts';
import { setPolicy } from '../targets/setPolicy.ts';
import { procedure, router } from '../trpc.ts';

const tag = 'Targets';

export const targetsRouter = router({
  list: procedure
    .meta({ rest: { method: 'GET', path: '/targets', tag, summary: 'AWS accounts and regions where stacks may live' } })
    .output(z.object({ items: z.array(targetViewSchema) }))
    .query(({ ctx }) => listTargets(ctx)),
  add: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/targets',
        tag,
        summary: 'Add a target',
        description: 'Stores it and runs its first check; a check that fails does not undo the addition.',
        example: {
          name: 'Data science, Oregon',
          account: '111122223333',
          region: 'us-west-2',
          deployerRoleArn: 'arn:aws:iam::111122223333:role/flowport-deployer',
          externalId: 'a5f0c1d2e3b4',
          backend: { bucket: 'acme-flowport-state', region: 'us-west-2', workspaceKeyPrefix: 'stacks' },
        },
        errors: ['forbidden', 'conflict'],
      },
    })
    .input(addTargetInputSchema)
    .output(targetViewSchema)
    .mutation(({ ctx, input }) => addTarget(ctx, input)),
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
    .mutation(({ ctx, input }) => checkTarget(ctx, input)),
  setPolicy: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/targets/{targetId}/policy',
        tag,
        summary: 'Change what holds for all runs and stacks of a target',
        description: 'What is left out of the policy stays as it is.',
        example: { policy: { runsMax: 4, secondApprover: true } },
        errors: ['forbidden', 'not_found'],
      },
    })
    .input(setPolicyInputSchema)
    .output(targetViewSchema)
    .mutation(({ ctx, input }) => setPolicy(ctx, input)),
});
