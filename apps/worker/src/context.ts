import type { Database, IdSource, TargetRecord } from '@flowport/db';
import type { EnvironmentSource, Guard, TerraformBinary } from '@flowport/terraform';
import type { Cloud } from './cloud/cloud.ts';
import type { Outbound } from './notifications/deliverNotifications.ts';
import type { ActiveRuns } from './run/activeRuns.ts';
import type { ProcessSecrets } from './secrets/runSecrets.ts';
import type { PreparedDirectories } from './workdir/preparedDirectories.ts';
import type { RunFolders } from './workdir/runFolders.ts';

/** The narrow part of pino that is used here. */
export type Logger = {
  error(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
};

/** How Terraform is started on this machine. */
type TerraformSupport = {
  binary: TerraformBinary;
  /** Of which `allowedEnvironment` passes on the few harmless names. */
  source: EnvironmentSource;
  pluginCacheDir: string | undefined;
  mirrorDir: string | undefined;
};

/** What a worker process is made of; wired once, in the composition root. */
export type WorkerContext = {
  workerId: string;
  db: Database;
  ids: IdSource;
  now(): Date;
  /** Milliseconds of a clock that never jumps, and that has one beginning for all processes of the machine. */
  monotonic(): number;
  /** Kills Terraform where this process can't. */
  guard: Guard;
  logger: Logger;
  leaseSeconds: number;
  /** The bytes of FLOWPORT_SECRET. */
  secret: Uint8Array;
  /** By which ways notifications leave the portal. */
  outbound: Outbound;
  /** What no text of this process may hold. */
  secrets: ProcessSecrets;
  terraform: TerraformSupport;
  /** Where a target's APIs answer and how this process signs there. The only place that tells kinds of targets apart. */
  cloudOf(target: TargetRecord): Promise<Cloud>;
  folders: RunFolders;
  prepared: PreparedDirectories;
  active: ActiveRuns;
};
