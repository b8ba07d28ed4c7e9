import type { Layer, LayerPlan, PlanAction } from '@flowport/domain';
import type { ProviderSources } from '../binary/cliConfig.ts';
import type { TerraformBinary } from '../binary/findTerraform.ts';
import type { Json } from '../plan/json.ts';
import type { GuardedLease } from '../process/guard.ts';
import type { Backpressure } from '../process/runProcess.ts';
import type { TerraformEvent } from '../stream/event.ts';
import type { LogLine } from '../stream/logLine.ts';
import type { Workdir } from '../workdir/workdir.ts';

export type TerraformSettings = ProviderSources & {
  binary: TerraformBinary;
  /** From `allowedEnvironment`: credentials and `TF_REATTACH_PROVIDERS` included. */
  environment: Readonly<Record<string, string>>;
};

export type LayerOptions = {
  settings: TerraformSettings;
  workdir: Workdir;
  layer: Layer;
  /** The stack's slug: its Terraform workspace. */
  workspace: string;
  /** Interrupts the running command, and kills it when it has not ended after `graceSeconds`. */
  signal: AbortSignal;
  /** Kills the running command and all that it started, at once: for a worker that has lost its lease. */
  killSignal?: AbortSignal;
  /** How long an interrupted Terraform may finish what it has begun and write its state. 30 by default. */
  graceSeconds?: number;
  /** Kills the command where this process can't: it was stopped, or it is dead. */
  guard?: Pick<GuardedLease, 'adopt' | 'drop'>;
  /** Where the log goes: while it is full, Terraform has to wait with what it says. */
  backpressure?: Backpressure;
  onLog(line: LogLine): void;
  onEvent(event: TerraformEvent): void;
  /** Told of the sensitive values in every plan that is read, so that they can be hidden wherever they turn up. */
  onSecrets?(values: Iterable<string>): void;
};

/**
 * `unrefreshed` plans from what the last apply left, without a look at what is there now; and `destroy-unrefreshed` without
 * a look at what the configuration refers to either.
 */
export type PlanMode = 'apply' | 'destroy' | 'destroy-unrefreshed' | 'refresh-only' | 'unrefreshed';

export type PlanOptions = {
  mode: PlanMode;
  /** `none` is for credentials that may not write the lock: a plan changes nothing, and a stale one is refused. */
  lock?: 'hold' | 'none';
  /** Only these resources, by address, and what they depend on. */
  targets?: readonly string[];
};

/** Terraform's own counts; unlike those of LayerPlan, a replacement counts as an addition and a removal. */
export type ChangeSummary = { add: number; change: number; remove: number; import: number };

/** What a layer's saved plan would change, as far as Terraform says it while it plans. */
export type SavedPlan = {
  /** Whether applying it would change anything: resources, outputs, or (`refresh-only`) the state. */
  changed: boolean;
  planFile: string;
  planFileSha256: string;
  /** The state which the plan was made for, see `PlanFileFacts`. */
  lineage: string | null;
  serial: number | null;
  summary: ChangeSummary | null;
  /** Every resource that would not stay as it is, by address. */
  planned: PlannedAction[];
};

export type PlannedAction = { address: string; action: PlanAction };

export type PlanOutcome = SavedPlan & { plan: LayerPlan; terraformVersion: string };

export type AppliedResource = {
  address: string;
  type: string;
  action: string;
  idKey: string | null;
  idValue: string | null;
  elapsedSeconds: number | null;
};

export type ApplyOutcome = {
  /** Values of the outputs that are not sensitive. */
  outputs: Record<string, Json>;
  sensitiveOutputs: string[];
  applied: AppliedResource[];
  summary: ChangeSummary | null;
};

export type OutputValue = { value: Json; sensitive: boolean };

export type StateResource = { address: string; type: string; name: string; provider: string; id: string | null };

export type LayerSession = {
  /**
   * Prepares the directory: backend and providers. Must precede everything else. `backendConfig` completes the
   * configuration's backend block; it is stored in the plan file, so credentials belong into the environment.
   * `state: 'present'` lets Terraform look into the stack's own state for providers that the configuration no longer
   * names; it fails when there is none.
   */
  init(options?: { backendConfig?: Record<string, string | boolean>; state?: 'present' | 'unknown' }): Promise<void>;
  /** `savePlan` and `readPlan`. */
  plan(options: PlanOptions): Promise<PlanOutcome>;
  /** Plans, and saves the plan. What comes back is enough to compare it with an envelope. */
  savePlan(options: PlanOptions): Promise<SavedPlan>;
  /** Reads a saved plan for review: a process of its own, which may run beside the apply of the same plan. */
  readPlan(options: { planFile: string }): Promise<{ plan: LayerPlan; terraformVersion: string }>;
  /** Applies a saved plan. @throws AppError `approval_void` when the state has changed since, `lock_held`, `terraform_failed`. */
  apply(options: { planFile: string }): Promise<ApplyOutcome>;
  /** All outputs, the sensitive ones included: not to be stored or logged. */
  output(): Promise<Record<string, OutputValue>>;
  /** The managed resources in the state. */
  stateResources(): Promise<StateResource[]>;
  /** Stores a state that Terraform left behind in this file. Refused where the stored one is of another kind, or newer. */
  pushState(file: string): Promise<void>;
  /** Makes the state forget a resource; nothing happens to the resource. */
  forget(address: string): Promise<void>;
};
