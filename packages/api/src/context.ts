import type { Database, IdSource, TargetRecord } from '@flowport/db';
import type { Actor, PreflightFacts, PreflightQuestion } from '@flowport/domain';
import type { Auth } from './auth/createAuth.ts';
import type { ChangeFeed } from './live/changeFeed.ts';
import type { StateArchives } from './state/archives.ts';
import type { VersionContents } from './state/versionContents.ts';
import type { ResourceCounter } from './synthesis/resourceCounter.ts';
import type { Synthesizer } from './synthesis/synthesizer.ts';

/** The narrow part of pino that is used here. */
export type Logger = {
  error(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
};

/** Asks AWS, or what stands in for it, as the target's deployer role. */
export type Identities = {
  /** @throws AppError `credentials_refused` or `unavailable`. */
  callerIdentity(target: TargetRecord): Promise<{ account: string; arn: string }>;
  /**
   * What AWS says to the questions of a preflight; a question that AWS refuses is told in its place.
   * @throws AppError `unavailable` when there is nobody to ask.
   */
  preflightFacts(target: TargetRecord, question: PreflightQuestion): Promise<PreflightFacts>;
};

/** The ports that the app wires. */
export type ApiDependencies = {
  db: Database;
  synthesizer: Synthesizer;
  identities: Identities;
  archives: StateArchives;
  auth: Auth;
  /** The bytes of FLOWPORT_SECRET; keys for what is stored sealed are derived from it. */
  secret: Uint8Array;
  events: ChangeFeed;
  clock: () => Date;
  ids: IdSource;
  logger: Logger;
};

/** What every use case is given besides its input. */
type UseCaseContext = ApiDependencies & { countResources: ResourceCounter; versionContents: VersionContents };

/** One request: `actor` is null until somebody is signed in. */
export type RequestContext = UseCaseContext & { actor: Actor | null; requestId: string };

/** What a use case gets: the request of somebody who is known. */
export type ActorContext = UseCaseContext & { actor: Actor; requestId: string };
