import { beginRecovery, tellRecovery } from '@flowport/db';
import type { RunWork } from '../run/runWork.ts';

/**
 * What a recovery found and did, told on the run's page while it happens. It is opened with the first sentence, so that a
 * run which needed none has none.
 */
export type Story = {
  tell(text: string, detail?: string): Promise<void>;
  /** Whether anything was told, or a death was noticed. */
  readonly isOpen: boolean;
  /** How often the run was recovered, this time included. 0 while nothing is told. */
  readonly number: number;
  finish(): Promise<void>;
};

export function openStory(work: RunWork): Story {
  const { db, now, ids } = work.context;
  const runId = work.run.id;
  let begun: Promise<{ recoveryId: string; number: number }> | undefined;
  let number = 0;
  const begin = () => {
    begun ??= db.inTransaction((tx) => beginRecovery(tx, { runId, lease: work.lease.current, now: now(), ids }));
    return begun;
  };
  const mask = (text: string) => work.secrets.mask(text);
  return {
    tell: async (text, detail) => {
      const recovery = await begin();
      number = recovery.number;
      const entry = {
        at: now().toISOString(),
        text: mask(text),
        ...(detail === undefined ? {} : { detail: mask(detail) }),
      };
      await tellRecovery(db, { recoveryId: recovery.recoveryId, entries: [entry], lease: work.lease.current });
    },
    get isOpen() {
      return begun !== undefined;
    },
    get number() {
      return number;
    },
    finish: async () => {
      if (begun === undefined) return;
      const { recoveryId } = await begun;
      await tellRecovery(db, { recoveryId, entries: [], finishedAt: now(), lease: work.lease.current });
    },
  };
}
