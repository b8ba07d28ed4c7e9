import { AppError, inTheWayWords, type RunKind, roomFor } from '@flowport/domain';
import type { Tx } from '../database/connection.ts';
import type { IdSource } from '../database/ids.ts';
import { advanceRun } from './advanceRun.ts';
import { describeBusy } from './describeBusy.ts';

/**
 * Gets the stack for a run that is about to be recorded, by the domain's rule: what nobody has decided on is superseded,
 * what runs in the background is canceled. The caller holds the stack.
 * @returns whether the run begins now or waits, and which run it takes the place of.
 * @throws AppError `conflict` naming the run that is in the way.
 */
export async function makeRoom(
  tx: Tx,
  asked: {
    runId: string;
    kind: RunKind;
    requestedById: string;
    ifBusy: 'refuse' | 'queue';
    stack: { id: string; slug: string };
    now: Date;
    ids: IdSource;
  },
): Promise<{ status: 'queued' | 'waiting'; supersedesId: string | null }> {
  const { runId, stack, now, ids } = asked;
  const { active, waiting } = await describeBusy(tx, stack.id);
  const room = roomFor(asked, active);
  if (!active || room === 'start') return { status: 'queued', supersedesId: null };
  const move = (id: string, name: 'supersede' | 'cancel', reason: string) =>
    advanceRun(tx, { runId: id, event: { name, actorId: asked.requestedById, reason }, now, ids });
  const superseded = `The newer ${asked.kind} run ${runId} takes its place.`;
  switch (room) {
    case 'supersede': {
      // Whoever queues keeps the order; a request that takes the place of the first takes that of all behind it.
      if (asked.ifBusy === 'refuse') for (const { id } of waiting) await move(id, 'supersede', superseded);
      await move(active.id, 'supersede', superseded);
      const isBehind = asked.ifBusy === 'queue' && waiting.length > 0;
      return { status: isBehind ? 'waiting' : 'queued', supersedesId: active.id };
    }
    case 'yield':
      await move(active.id, 'cancel', `It makes way for the ${asked.kind} run ${runId}.`);
      return { status: 'waiting', supersedesId: null };
    case 'wait':
      return { status: 'waiting', supersedesId: null };
    case 'refuse':
      throw new AppError(
        'conflict',
        `${stack.slug} is being worked on. ${inTheWayWords({ ...active, by: active.requestedBy.name })} Wait for its end, or cancel it.`,
        {
          issues: [
            {
              path: 'ifBusy',
              rule: 'run_in_the_way',
              message: `The run ${active.id} is ${active.status.replaceAll('_', ' ')}.`,
              remedy: 'Send "queue" to wait behind it.',
            },
          ],
        },
      );
  }
}
