/**
 * The Terraform process and nothing else: finding the program, its environment and directory, running it, reading what
 * it says, and turning a plan into the model that people review. Knows nothing of Flowport's database or of what the
 * layers contain, and of AWS how its refusals read.
 */
export { allowedEnvironment, type EnvironmentSource } from './binary/environment.ts';
export { findTerraform, type TerraformBinary, type TerraformFlavour } from './binary/findTerraform.ts';
export { type StateLock, stateLockOf, TerraformFailure } from './layer/failure.ts';
export { openLayer } from './layer/openLayer.ts';
export type {
  AppliedResource,
  ApplyOutcome,
  ChangeSummary,
  LayerOptions,
  LayerSession,
  OutputValue,
  PlanMode,
  PlannedAction,
  PlanOptions,
  PlanOutcome,
  SavedPlan,
  StateResource,
  TerraformSettings,
} from './layer/session.ts';
export { marksOf } from './plan/marks.ts';
export { type Guard, type GuardedLease, monotonicMilliseconds, startGuard } from './process/guard.ts';
export type { Diagnostic } from './stream/diagnostic.ts';
export type { EventResource, TerraformEvent } from './stream/event.ts';
export type { LogLine } from './stream/logLine.ts';
export { nextProgress, noProgress, type Progress } from './stream/progress.ts';
export { openWorkdir, type Workdir } from './workdir/workdir.ts';
