import {
  decideLifetimeInputSchema,
  extendedSchema,
  extendStackInputSchema,
  lifetimeViewSchema,
  lifetimeWishSchema,
  setSleepScheduleInputSchema,
  sleepInputSchema,
} from '@flowport/domain';
import { z } from 'zod';
import { decideLifetime } from '../lifetime/decideLifetime.ts';
import { extendStack } from '../lifetime/extendStack.ts';
import { getLifetime } from '../lifetime/getLifetime.ts';
import { listWishes } from '../lifetime/listWishes.ts';
import { setSleepSchedule } from '../lifetime/setSleepSchedule.ts';
import { putToSleep, wakeStack } from '../lifetime/sleeping.ts';
import { stackInputSchema, startedRunSchema } from '../stacks/input.ts';
import { procedure, router } from '../trpc.ts';

const tag = 'Lifetime';

export const lifetimeRouter = router({
  get: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/stacks/{stackId}/lifetime',
        tag,
        summary: 'When a stack ends, whether it sleeps, and what its schedule does next',
        errors: ['not_found'],
      },
    })
    .input(stackInputSchema)
    .output(lifetimeViewSchema)
    .query(({ ctx, input }) => getLifetime(ctx, input)),
  extend: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks/{stackId}/lifetime',
        tag,
        summary: 'Set when a stack ends',
        description: 'What goes beyond the limit of the target is asked for, and somebody else decides.',
        example: { expiresAt: '2027-01-31T18:00:00Z', reason: 'The experiment runs until the end of January.' },
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(extendStackInputSchema)
    .output(extendedSchema)
    .mutation(({ ctx, input }) => extendStack(ctx, input)),
  wishes: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/lifetime-wishes',
        tag,
        summary: 'Lifetimes beyond the limit that await a decision',
        description: 'Of stacks that stand; what a new stack asks for is decided with its run.',
      },
    })
    .output(z.object({ items: z.array(lifetimeWishSchema) }))
    .query(({ ctx }) => listWishes(ctx)),
  decide: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/lifetime-wishes/{wishId}/decision',
        tag,
        summary: 'Grant or decline a lifetime beyond the limit',
        example: { decision: 'approved', comment: 'Until the conference.' },
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(decideLifetimeInputSchema)
    .output(lifetimeViewSchema)
    .mutation(({ ctx, input }) => decideLifetime(ctx, input)),
  sleep: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks/{stackId}/sleep',
        tag,
        summary: 'Let a stack sleep',
        description: 'Starts a run that takes its node groups to zero. Data stay; flows cannot run.',
        example: { reason: 'Nobody needs it until Monday.' },
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(sleepInputSchema)
    .output(startedRunSchema)
    .mutation(({ ctx, input }) => putToSleep(ctx, input)),
  wake: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks/{stackId}/wake',
        tag,
        summary: 'Wake a stack that sleeps',
        example: { reason: '' },
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(sleepInputSchema)
    .output(startedRunSchema)
    .mutation(({ ctx, input }) => wakeStack(ctx, input)),
  setSchedule: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/stacks/{stackId}/sleep-schedule',
        tag,
        summary: 'Say when a stack is awake; the rest of the week it sleeps',
        example: { schedule: { weekdays: [1, 2, 3, 4, 5], from: '07:00', to: '19:00', timeZone: 'Europe/Berlin' } },
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(setSleepScheduleInputSchema)
    .output(lifetimeViewSchema)
    .mutation(({ ctx, input }) => setSleepSchedule(ctx, input)),
});
