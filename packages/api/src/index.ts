export type { ApprovalRow } from './approvals/view.ts';
export type { BlueprintView } from './blueprints/view.ts';
export type { ActorContext, ApiDependencies, Logger, RequestContext } from './context.ts';
export type { ErrorBody } from './error/mapping.ts';
export { type AppRouter, appRouter } from './router.ts';
export { createTokenInputSchema, type TokenView } from './tokens/view.ts';
