import type { Layer, StepName, StepStatus } from '@flowport/domain';

export type StepRecord = {
  id: string;
  name: StepName;
  layer: Layer | null;
  status: StepStatus;
  startedAt: Date | null;
  finishedAt: Date | null;
  error: string | null;
  progress: StepProgress | null;
  /** How long it took in the last run of this kind in this target where it succeeded. */
  previousSeconds: number | null;
};

export type StepProgress = { done: number; total: number; current: string | null };
