import { nextProgress, noProgress, type TerraformEvent } from '@flowport/terraform';
import { batchWriter } from '../stream/batchWriter.ts';

export type StepProgress = { done: number; total: number; current: string | null };

/** How far an apply is, told about four times a second: more often nobody sees, and each is a write. */
const reportMilliseconds = 250;

export type ProgressReport = {
  see(event: TerraformEvent): void;
  drain(): Promise<void>;
};

export function progressReport(ports: {
  report(progress: StepProgress): Promise<void>;
  signal: AbortSignal;
  onRetry(error: unknown): void;
}): ProgressReport {
  let progress = noProgress;
  let told = '';
  const writer = batchWriter<StepProgress>({
    delayMilliseconds: reportMilliseconds,
    signal: ports.signal,
    onRetry: ports.onRetry,
    write: async (reports) => {
      const last = reports.at(-1);
      if (last) await ports.report(last);
    },
  });
  return {
    see(event) {
      progress = nextProgress(progress, event);
      const shown = {
        done: progress.done + progress.failed,
        total: progress.total,
        current: progress.running.at(-1) ?? null,
      };
      const text = JSON.stringify(shown);
      if (text === told) return;
      told = text;
      writer.push(shown);
    },
    drain: () => writer.drain(),
  };
}
