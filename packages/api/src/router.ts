import { approvalsRouter } from './routers/approvals.ts';
import { auditRouter } from './routers/audit.ts';
import { blueprintsRouter } from './routers/blueprints.ts';
import { driftRouter } from './routers/drift.ts';
import { lifetimeRouter } from './routers/lifetime.ts';
import { locksRouter } from './routers/locks.ts';
import { notificationsRouter } from './routers/notifications.ts';
import { runsRouter } from './routers/runs.ts';
import { stacksRouter } from './routers/stacks.ts';
import { stateRouter } from './routers/state.ts';
import { targetsRouter } from './routers/targets.ts';
import { teamsRouter } from './routers/teams.ts';
import { tokensRouter } from './routers/tokens.ts';
import { viewerRouter } from './routers/viewer.ts';
import { workersRouter } from './routers/workers.ts';
import { router } from './trpc.ts';

/** Everything that can be done with Flowport. The portal calls it over tRPC, programs over REST (see rest/). */
export const appRouter = router({
  viewer: viewerRouter,
  teams: teamsRouter,
  targets: targetsRouter,
  blueprints: blueprintsRouter,
  stacks: stacksRouter,
  drift: driftRouter,
  lifetime: lifetimeRouter,
  state: stateRouter,
  locks: locksRouter,
  runs: runsRouter,
  approvals: approvalsRouter,
  notifications: notificationsRouter,
  workers: workersRouter,
  audit: auditRouter,
  tokens: tokensRouter,
});
export type AppRouter = typeof appRouter;
