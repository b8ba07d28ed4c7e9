import {
  decideRunInputSchema,
  listRunsInputSchema,
  logPageSchema,
  readLogInputSchema,
  runListSchema,
  runPlanSchema,
  runReasonInputSchema,
  runViewSchema,
} from '@flowport/domain';
import { approveRun } from '../runs/approveRun.ts';
import { cancelRun } from '../runs/cancelRun.ts';
import { discardRun } from '../runs/discardRun.ts';
import { forceRun } from '../runs/forceRun.ts';
import { getPlan } from '../runs/getPlan.ts';
import { getRun } from '../runs/getRun.ts';
import { runInputSchema } from '../runs/input.ts';
import { listRuns } from '../runs/listRuns.ts';
import { readLog } from '../runs/readLog.ts';
import { rejectRun } from '../runs/rejectRun.ts';
import { retryRun } from '../runs/retryRun.ts';
import { startedRunSchema } from '../stacks/input.ts';
import { procedure, router } from '../trpc.ts';

const tag = 'Runs';

/** The form of a digest; each plan has its own. */
const exampleDigest = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export const runsRouter = router({
  list: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/runs',
        tag,
        summary: 'Runs that the viewer sees, newest first',
        description: 'Pages: hand `nextCursor` back as `cursor` until it is null.',
      },
    })
    .input(listRunsInputSchema)
    .output(runListSchema)
    .query(({ ctx, input }) => listRuns(ctx, input)),
  get: procedure
    .meta({
      rest: { method: 'GET', path: '/runs/{runId}', tag, summary: 'One run with its steps', errors: ['not_found'] },
    })
    .input(runInputSchema)
    .output(runViewSchema)
    .query(({ ctx, input }) => getRun(ctx, input)),
  plan: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/runs/{runId}/plan',
        tag,
        summary: 'What the run would change, layer by layer',
        description: 'Sensitive values are in no plan. The digest is what an approval names.',
        errors: ['not_found', 'conflict'],
      },
    })
    .input(runInputSchema)
    .output(runPlanSchema)
    .query(({ ctx, input }) => getPlan(ctx, input)),
  approve: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/runs/{runId}/approve',
        tag,
        summary: 'Approve the plan with this digest',
        description:
          'Nobody approves their own run, save where the target allows it. Where two people have to, the run goes on with the second.',
        example: { digest: exampleDigest, comment: 'The network is the one we agreed on.' },
        errors: ['forbidden', 'not_found', 'conflict', 'approval_void'],
      },
    })
    .input(decideRunInputSchema)
    .output(runViewSchema)
    .mutation(({ ctx, input }) => approveRun(ctx, input)),
  reject: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/runs/{runId}/reject',
        tag,
        summary: 'Reject the plan with this digest',
        example: { digest: exampleDigest, comment: 'Take the small preset first.' },
        errors: ['forbidden', 'not_found', 'conflict', 'approval_void'],
      },
    })
    .input(decideRunInputSchema)
    .output(runViewSchema)
    .mutation(({ ctx, input }) => rejectRun(ctx, input)),
  cancel: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/runs/{runId}/cancel',
        tag,
        summary: 'Cancel a run',
        description:
          'Where Terraform runs, it finishes the resource in hand and saves its state first; what exists by then stays.',
        example: { reason: 'Requested by mistake.' },
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(runReasonInputSchema)
    .output(runViewSchema)
    .mutation(({ ctx, input }) => cancelRun(ctx, input)),
  discard: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/runs/{runId}/discard',
        tag,
        summary: 'Drop the own plan that nobody has decided on',
        description: 'For the team that asked for it; approvers and admins reject it.',
        example: { reason: 'We go with the smaller nodes.' },
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(runReasonInputSchema)
    .output(runViewSchema)
    .mutation(({ ctx, input }) => discardRun(ctx, input)),
  force: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/runs/{runId}/force',
        tag,
        summary: 'Force a canceled run to end',
        description:
          'Kills Terraform where it has not ended within 30 s of the cancel; admins need not wait. What it had in hand is found out by recovery.',
        example: { reason: 'The database has been deleting for an hour.' },
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(runReasonInputSchema)
    .output(runViewSchema)
    .mutation(({ ctx, input }) => forceRun(ctx, input)),
  retry: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/runs/{runId}/retry',
        tag,
        summary: 'Try a run again, from where things stand',
        description:
          'A new run that wants what this one wanted, for the last run of a stack where it failed, was canceled or discarded, or expired.',
        example: { reason: 'The quota is raised.' },
        errors: ['forbidden', 'not_found', 'conflict'],
      },
    })
    .input(runReasonInputSchema)
    .output(startedRunSchema)
    .mutation(({ ctx, input }) => retryRun(ctx, input)),
  log: procedure
    .meta({
      rest: {
        method: 'GET',
        path: '/runs/{runId}/log',
        tag,
        summary: 'A piece of the log, from a byte offset on',
        description: 'Ask again from `nextOffset` until `complete`, or follow /runs/{runId}/log/stream.',
        errors: ['not_found'],
      },
    })
    .input(readLogInputSchema)
    .output(logPageSchema)
    .query(({ ctx, input }) => readLog(ctx, input)),
});
