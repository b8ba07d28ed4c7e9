import { beginRecovery, notifyTeam, tellRecovery } from '@flowport/db';
import type { RunWork } from '../run/runWork.ts';

/**
 * What a recovery found and did, told on the run's page while it happens. It is opened with the first sentence, so that a
 * run which needed none has none.
 */
export type Story = {
  tell(text: string, detail?: string): Promise<void>;
  /** Tells what somebody has to look at; the team hears of it at the end of the story. */
  ask(text: string, detail?: string): Promise<void>;
  /** Whether anything was told, or a death was noticed. */
  readonly isOpen: boolean;
  finish(): Promise<void>;
};

export function openStory(work: RunWork): Story {
  const { db, now, ids } = work.context;
  const runId = work.run.id;
  let begun: Promise<{ recoveryId: string }> | undefined;
  const questions: string[] = [];
  const begin = () => {
    begun ??= db.inTransaction((tx) => beginRecovery(tx, { runId, lease: work.lease.current, now: now(), ids }));
    return begun;
  };
  const mask = (text: string) => work.secrets.mask(text);
  const tell: Story['tell'] = async (text, detail) => {
    const recovery = await begin();
    const entry = {
      at: now().toISOString(),
      text: mask(text),
      ...(detail === undefined ? {} : { detail: mask(detail) }),
    };
    await tellRecovery(db, { recoveryId: recovery.recoveryId, entries: [entry], lease: work.lease.current });
  };
  return {
    tell,
    ask: async (text, detail) => {
      questions.push(text);
      await tell(text, detail);
    },
    get isOpen() {
      return begun !== undefined;
    },
    finish: async () => {
      if (begun === undefined) return;
      const { recoveryId } = await begun;
      await db.inTransaction(async (tx) => {
        await tellRecovery(tx, { recoveryId, entries: [], finishedAt: now(), lease: work.lease.current });
        if (questions.length === 0) return;
        await notifyTeam(tx, {
          key: `recovery:${recoveryId}`,
          kind: 'recovery.needed',
          teamId: work.stack.team.id,
          stackId: work.stack.id,
          runId,
          title: `The recovery of ${work.run.stack.slug} needs somebody`,
          text: mask(questions.join('\n')),
          now: now(),
          ids,
        });
      });
    },
  };
}
