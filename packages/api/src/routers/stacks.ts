import {
  changeStackInputSchema,
  connectionPackSchema,
  destroyStackInputSchema,
  estimateInputSchema,
  estimateViewSchema,
  listStacksInputSchema,
  requestStackInputSchema,
  slugCheckViewSchema,
  stackResourceSchema,
  stackRowSchema,
  stackViewSchema,
} from '@flowport/domain';
import { z } from 'zod';
import { pending } from '../pending.ts';
import {
  checkSlugInputSchema,
  cidrSuggestionSchema,
  stackInputSchema,
  startedRunSchema,
  suggestCidrInputSchema,
} from '../stacks/input.ts';
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
    .query(() => pending()),
  get: procedure
    .meta({ rest: { method: 'GET', path: '/stacks/{stackId}', tag, summary: 'One stack', errors: ['not_found'] } })
    .input(stackInputSchema)
    .output(stackViewSchema)
    .query(() => pending()),
  request: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks',
        tag,
        summary: 'Request a stack',
        description: 'Starts a run that plans it; nothing is created before somebody approves that plan.',
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(requestStackInputSchema)
    .output(startedRunSchema)
    .mutation(() => pending()),
  change: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks/{stackId}/changes',
        tag,
        summary: 'Request a change',
        description: 'Parameters that are not named keep their value.',
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(changeStackInputSchema)
    .output(startedRunSchema)
    .mutation(() => pending()),
  destroy: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks/{stackId}/destroy',
        tag,
        summary: 'Request the destruction of a stack',
        description: 'Wants the slug typed again, and an approval as every run does.',
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(destroyStackInputSchema)
    .output(startedRunSchema)
    .mutation(() => pending()),
  estimate: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/estimates',
        tag,
        summary: 'Cost and number of resources of a stack, without requesting it',
      },
    })
    .input(estimateInputSchema)
    .output(estimateViewSchema)
    .query(() => pending()),
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
    .query(() => pending()),
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
    .query(() => pending()),
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
    .query(() => pending()),
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
    .query(() => pending()),
});
