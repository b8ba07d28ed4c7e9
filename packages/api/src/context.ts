import type { Actor } from '@flowport/domain';

/** The narrow part of pino that is used here. */
export type Logger = {
  error(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
};

/** What every use case is given besides its input: the ports that the app wired. */
export type ApiDependencies = {
  logger: Logger;
};

/** One request: `actor` is null until somebody is signed in. */
export type RequestContext = ApiDependencies & { actor: Actor | null; requestId: string };

/** What a use case gets: the request of somebody who is known. */
export type ActorContext = ApiDependencies & { actor: Actor; requestId: string };
