import type { WriteStream } from 'node:tty';

/** Says what is being done, and how long it took once it is done. */
export type Progress = {
  say(text: string): void;
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
};

export function createProgress(out: Pick<WriteStream, 'write'>): Progress {
  const say = (text: string) => void out.write(`${text}\n`);
  return {
    say,
    async step(title, work) {
      const started = performance.now();
      say(`  ${title} …`);
      const result = await work();
      say(`  ${title}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
      return result;
    },
  };
}
