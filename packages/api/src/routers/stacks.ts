import {
  changeStackInputSchema,
  connectionPackSchema,
  destroyStackInputSchema,
  estimateInputSchema,
  estimateViewSchema,
  listStacksInputSchema,
  preflightInputSchema,
  preflightViewSchema,
  requestStackInputSchema,
  slugCheckViewSchema,
  stackResourceSchema,
  stackRowSchema,
  stackViewSchema,
} from '@flowport/domain';
import { z } from 'zod';
import { preflightStack } from '../preflight/preflightStack.ts';
import { changeStack } from '../stacks/changeStack.ts';
import { checkSlug } from '../stacks/checkSlug.ts';
import { destroyStack } from '../stacks/destroyStack.ts';
import { estimateStack } from '../stacks/estimateStack.ts';
import { getConnection } from '../stacks/getConnection.ts';
import { getStack } from '../stacks/getStack.ts';
import {
  checkSlugInputSchema,
  cidrSuggestionSchema,
  stackInputSchema,
  startedRunSchema,
  suggestCidrInputSchema,
} from '../stacks/input.ts';
import { listResources } from '../stacks/listResources.ts';
import { listStacks } from '../stacks/listStacks.ts';
import { requestStack } from '../stacks/requestStack.ts';
import { suggestCidr } from '../stacks/suggestCidr.ts';
import { procedure, router } from '../trpc.ts';

const tag = 'Stacks';

export const stacksRouter = router({
  list: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/stacks',
        tag,
        summary: 'Stacks that the viewer sees',
        description: 'Those of the own teams; approvers, admins and auditors see all. Destroyed ones on demand.',
      },
    })
    .input(listStacksInputSchema)
    .output(z.object({ items: z.array(stackRowSchema) }))
    .query(({ ctx, input }) => listStacks(ctx, input)),
  get: procedure
    .meta({ rest: { method: 'GET', path: '/stacks/{stackId}', tag, summary: 'One stack', errors: ['not_found'] } })
    .input(stackInputSchema)
    .output(stackViewSchema)
    .query(({ ctx, input }) => getStack(ctx, input)),
  request: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks',
        tag,
        summary: 'Request a stack',
        description: 'Starts a run that plans it; nothing is created before somebody approves that plan.',
        example: {
          slug: 'fraud-models',
          teamId: 'team_01k9w3m5x7abcdefghjkmnpqrs',
          targetId: 'tgt_01k9w3m5x7abcdefghjkmnpqrs',
          description: 'Scores card payments.',
          preset: 'standard',
          parameters: { cluster: { logTypes: ['audit'] }, tags: { 'cost-center': '4711' } },
        },
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(requestStackInputSchema)
    .output(startedRunSchema)
    .mutation(({ ctx, input }) => requestStack(ctx, input)),
  change: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks/{stackId}/changes',
        tag,
        summary: 'Request a change',
        description: 'Parameters that are not named keep their value.',
        example: { version: 3, reason: 'More room for training.', parameters: { database: { storageGb: 100 } } },
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(changeStackInputSchema)
    .output(startedRunSchema)
    .mutation(({ ctx, input }) => changeStack(ctx, input)),
  destroy: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks/{stackId}/destroy',
        tag,
        summary: 'Request the destruction of a stack',
        description: 'Wants the slug typed again, and an approval as every run does.',
        example: { confirmSlug: 'fraud-models', reason: 'The project has ended.' },
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(destroyStackInputSchema)
    .output(startedRunSchema)
    .mutation(({ ctx, input }) => destroyStack(ctx, input)),
  estimate: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/estimates',
        tag,
        summary: 'Cost and number of resources of a stack, without requesting it',
        example: { preset: 'gpu', parameters: { network: { zones: 2 } } },
      },
    })
    .input(estimateInputSchema)
    .output(estimateViewSchema)
    .query(({ ctx, input }) => estimateStack(ctx, input)),
  preflight: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks/preflight',
        tag,
        summary: 'Look for what stands in the way of a stack, without requesting it',
        description:
          'Asks the account of the target for quotas, names, networks, certificate, zone, secret and principals. A check that fails would stop the apply; a warning would not.',
        example: {
          slug: 'fraud-models',
          teamId: 'team_01k9w3m5x7abcdefghjkmnpqrs',
          targetId: 'tgt_01k9w3m5x7abcdefghjkmnpqrs',
          preset: 'standard',
          parameters: { cluster: { kubernetesVersion: '1.35' } },
        },
        errors: ['forbidden', 'not_found', 'conflict', 'unavailable'],
      },
    })
    .input(preflightInputSchema)
    .output(preflightViewSchema)
    .query(({ ctx, input }) => preflightStack(ctx, input)),
  checkSlug: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/slugs/{slug}',
        tag,
        summary: 'Whether a name is well-formed and free in a target',
        errors: ['not_found'],
      },
    })
    .input(checkSlugInputSchema)
    .output(slugCheckViewSchema)
    .query(({ ctx, input }) => checkSlug(ctx, input)),
  suggestCidr: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/targets/{targetId}/free-cidr',
        tag,
        summary: 'The next free network of a target',
        errors: ['not_found'],
      },
    })
    .input(suggestCidrInputSchema)
    .output(cidrSuggestionSchema)
    .query(({ ctx, input }) => suggestCidr(ctx, input)),
  connection: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/stacks/{stackId}/connection',
        tag,
        summary: 'All that a team needs to use a ready stack',
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(stackInputSchema)
    .output(connectionPackSchema)
    .query(({ ctx, input }) => getConnection(ctx, input)),
  resources: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/stacks/{stackId}/resources',
        tag,
        summary: 'What exists of a stack, by layer',
        errors: ['not_found'],
      },
    })
    .input(stackInputSchema)
    .output(z.object({ items: z.array(stackResourceSchema) }))
    .query(({ ctx, input }) => listResources(ctx, input)),
});
