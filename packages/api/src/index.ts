/**
 * What can be done with Flowport: one use case per file, and the transports on top of them. It decides who may do what
 * and in which order things happen; what is stored and how races end is @flowport/db's business, what is valid is the
 * domain's. It reads no environment and knows neither Terraform nor AWS: the app passes them in as ports.
 */
export type { ApprovalRow } from './approvals/view.ts';
export { actorFromRequest } from './auth/actor.ts';
export { authBase } from './auth/betterAuth.ts';
export { type Auth, createAuth } from './auth/createAuth.ts';
export type { AuthSettings, OidcSettings } from './auth/settings.ts';
export type { BlueprintView } from './blueprints/view.ts';
export type { ActorContext, ApiDependencies, Identities, Logger, RequestContext } from './context.ts';
export { type Api, createApi } from './createApi.ts';
export type { ErrorBody } from './error/mapping.ts';
export { type ChangeFeed, createRunEvents } from './live/changeFeed.ts';
export { streamLog } from './live/streamLog.ts';
export { openApiDocument } from './rest/document.ts';
export { restBase } from './rest/handler.ts';
export { type AppRouter, appRouter } from './router.ts';
export { type SeedInput, seedPortal } from './seed/seedPortal.ts';
export type { StateArchives } from './state/archives.ts';
export type { Synthesizer } from './synthesis/synthesizer.ts';
export type { TokenView } from './tokens/view.ts';
export { trpcBase } from './trpcHandler.ts';
