import { nextProgress, noProgress, type TerraformEvent } from '@flowport/terraform';

export type StepProgress = { done: number; total: number; current: string | null };

/** Told about four times a second: more often nobody sees, and each is a write. */
const reportMilliseconds = 250;

export type ProgressReport = {
  see(event: TerraformEvent): void;
  /** Tells the last there is to tell. */
  end(): void;
};

/** How far an apply is, from its events to what the step shows. */
export function progressReport(report: (progress: StepProgress) => void): ProgressReport {
  let progress = noProgress;
  let told = '';
  let timer: NodeJS.Timeout | undefined;

  const tell = () => {
    timer = undefined;
    const { done, failed, total, running } = progress;
    const shown = { done: done + failed, total, current: running.at(-1) ?? null };
    const text = JSON.stringify(shown);
    if (text === told) return;
    told = text;
    report(shown);
  };
  return {
    see(event) {
      const next = nextProgress(progress, event);
      if (next === progress) return;
      progress = next;
      timer ??= setTimeout(tell, reportMilliseconds);
    },
    end() {
      clearTimeout(timer);
      tell();
    },
  };
}
