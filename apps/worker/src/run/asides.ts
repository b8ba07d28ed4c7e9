/** What is done beside the work of a run. None of it can fail the run. */
export type Asides = {
  /** Under way already; waited for before the run moves on. */
  beside(doing: string, task: Promise<void>): void;
  /**
   * Only for those who watch, so it must not slow down what they wait for: begun when that takes long enough to be
   * watched, and at the latest by `flush`.
   */
  whenWatched(doing: string, task: () => Promise<void>): void;
  /** Waits for what is under way. */
  settled(): Promise<void>;
  /** Begins what has not begun, and waits for all. */
  flush(): Promise<void>;
  /** Forgets what has not begun. */
  drop(): void;
};

const watchedMilliseconds = 1000;

export function openAsides(onFailure: (error: unknown, doing: string) => void): Asides {
  const underWay = new Set<Promise<void>>();
  const waiting = new Map<NodeJS.Timeout, () => void>();
  const beside = (doing: string, task: Promise<void>) => {
    const aside = task.catch((error) => onFailure(error, doing)).finally(() => underWay.delete(aside));
    underWay.add(aside);
  };
  const settled = async () => {
    while (underWay.size > 0) await Promise.all(underWay);
  };
  return {
    beside,
    settled,
    whenWatched(doing, task) {
      const begin = () => {
        clearTimeout(timer);
        waiting.delete(timer);
        beside(doing, task());
      };
      const timer = setTimeout(begin, watchedMilliseconds);
      waiting.set(timer, begin);
    },
    async flush() {
      for (const begin of waiting.values()) begin();
      await settled();
    },
    drop() {
      for (const timer of waiting.keys()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
