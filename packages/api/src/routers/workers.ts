import { setWorkerModeInputSchema, workerViewSchema } from '@flowport/domain';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';
import { listWorkers } from '../workers/listWorkers.ts';
import { setWorkerMode } from '../workers/setWorkerMode.ts';

const tag = 'Workers';
const workersSchema = z.object({ items: z.array(workerViewSchema) });

export const workersRouter = router({
  list: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/workers',
        tag,
        summary: 'The processes that take runs from the queue, and what they hold',
        errors: ['forbidden'],
      },
    })
    .output(workersSchema)
    .query(({ ctx }) => listWorkers(ctx)),
  setMode: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/workers/{workerId}/mode',
        tag,
        summary: 'Pause a worker, let it go on, or have it end once its runs have',
        description: 'It obeys within five seconds. A paused worker finishes what it has. Answers with all workers.',
        example: { mode: 'paused' },
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(setWorkerModeInputSchema)
    .output(workersSchema)
    .mutation(({ ctx, input }) => setWorkerMode(ctx, input)),
});
