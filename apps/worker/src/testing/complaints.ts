import type { Logger } from '../context.ts';

/** What workers logged at warn and above. */
export type Complaints = {
  logger: Logger;
  /** The messages since the last time that they were taken. */
  take(): string[];
  /** Resolves at the next complaint with this message. */
  heard(message: string): Promise<void>;
};

export function collectComplaints(): Complaints {
  let messages: string[] = [];
  const waiting: { message: string; resolve: () => void }[] = [];
  const keep = (_fields: Record<string, unknown>, message: string) => {
    messages.push(message);
    for (const one of waiting) if (one.message === message) one.resolve();
  };
  return {
    logger: { info: () => {}, warn: keep, error: keep },
    take: () => {
      const taken = messages;
      messages = [];
      return taken;
    },
    heard: (message) => new Promise((resolve) => void waiting.push({ message, resolve })),
  };
}
