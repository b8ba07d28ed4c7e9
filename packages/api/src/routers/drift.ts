import {
  acknowledgeDriftInputSchema,
  driftViewSchema,
  runDriftViewSchema,
  withdrawAcknowledgementInputSchema,
} from '@flowport/domain';
import { acknowledgeDrift } from '../drift/acknowledgeDrift.ts';
import { checkDrift } from '../drift/checkDrift.ts';
import { getDrift } from '../drift/getDrift.ts';
import { getRunDrift } from '../drift/getRunDrift.ts';
import { runDriftInputSchema } from '../drift/input.ts';
import { reconcileDrift } from '../drift/reconcileDrift.ts';
import { withdrawAcknowledgement } from '../drift/withdrawAcknowledgement.ts';
import { stackInputSchema, startedRunSchema } from '../stacks/input.ts';
import { procedure, router } from '../trpc.ts';

const tag = 'Drift';

export const driftRouter = router({
  get: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/stacks/{stackId}/drift',
        tag,
        summary: 'What changed outside of Flowport, and what the next apply would change besides',
        description: 'As the last drift check found it. Sensitive values are left out on both sides.',
        errors: ['not_found'],
      },
    })
    .input(stackInputSchema)
    .output(driftViewSchema)
    .query(({ ctx, input }) => getDrift(ctx, input)),
  ofRun: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/runs/{runId}/drift',
        tag,
        summary: 'Which drift check a run puts right, or which run puts right what a check found',
        errors: ['not_found'],
      },
    })
    .input(runDriftInputSchema)
    .output(runDriftViewSchema)
    .query(({ ctx, input }) => getRunDrift(ctx, input)),
  check: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks/{stackId}/drift/checks',
        tag,
        summary: 'Check for drift now',
        description: 'Changes nothing and needs no approval.',
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(stackInputSchema)
    .output(startedRunSchema)
    .mutation(({ ctx, input }) => checkDrift(ctx, input)),
  acknowledge: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks/{stackId}/drift/acknowledgements',
        tag,
        summary: 'Let changes made outside be for some days',
        description:
          'Without `findingIds` all that nobody has acknowledged. Another change of the same resource shows again, and the next apply puts it back all the same.',
        example: { comment: 'Kim raised it by hand during the incident.', days: 14 },
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(acknowledgeDriftInputSchema)
    .output(driftViewSchema)
    .mutation(({ ctx, input }) => acknowledgeDrift(ctx, input)),
  withdraw: procedure
    .meta({
      rest: {
        method: 'DELETE',
        path: '/stacks/{stackId}/drift/acknowledgements/{acknowledgementId}',
        tag,
        summary: 'Take an acknowledgement back',
        errors: ['forbidden', 'not_found'],
      },
    })
    .input(withdrawAcknowledgementInputSchema)
    .output(driftViewSchema)
    .mutation(({ ctx, input }) => withdrawAcknowledgement(ctx, input)),
  reconcile: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks/{stackId}/drift/reconcile',
        tag,
        summary: 'Request an update that puts back what changed outside',
        description: 'Changes no parameter. Its plan is approved as every plan is.',
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(stackInputSchema)
    .output(startedRunSchema)
    .mutation(({ ctx, input }) => reconcileDrift(ctx, input)),
});
