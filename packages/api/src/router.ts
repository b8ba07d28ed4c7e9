import { approvalsRouter } from './routers/approvals.ts';
import { auditRouter } from './routers/audit.ts';
import { blueprintsRouter } from './routers/blueprints.ts';
import { runsRouter } from './routers/runs.ts';
import { stacksRouter } from './routers/stacks.ts';
import { targetsRouter } from './routers/targets.ts';
import { teamsRouter } from './routers/teams.ts';
import { tokensRouter } from './routers/tokens.ts';
import { viewerRouter } from './routers/viewer.ts';
import { router } from './trpc.ts';

/** Everything that can be done with Flowport. The portal calls it over tRPC, programs over REST (see rest/). */
export const appRouter = router({
  viewer: viewerRouter,
  teams: teamsRouter,
  targets: targetsRouter,
  blueprints: blueprintsRouter,
  stacks: stacksRouter,
  runs: runsRouter,
  approvals: approvalsRouter,
  audit: auditRouter,
  tokens: tokensRouter,
});
export type AppRouter = typeof appRouter;
