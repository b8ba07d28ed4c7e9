import { nextAttemptAt } from '@flowport/domain';
import type { Connection } from '../database/connection.ts';
import { storableText } from '../database/storable.ts';

/** What came of an attempt; `final` is an error that no further attempt would mend. */
export type DeliveryEnd = { status: 'delivered' } | { status: 'failed'; error: string; isFinal: boolean };

/** Records how an attempt ended: delivered, to be tried again later, or failed for good with the reason. */
export async function settleDelivery(
  db: Connection,
  delivery: { id: string; attempts: number; notification: { at: Date } },
  end: DeliveryEnd & { now: Date },
): Promise<void> {
  const where = { id: delivery.id, deliveredAt: null };
  if (end.status === 'delivered') {
    await db.client.notificationDelivery.updateMany({ where, data: { deliveredAt: end.now, error: null } });
    return;
  }
  const { attempts, notification } = delivery;
  const next = end.isFinal ? null : nextAttemptAt({ attempts, since: notification.at, now: end.now });
  const error = storableText(end.error).slice(0, errorCharactersMax);
  await db.client.notificationDelivery.updateMany({
    where,
    data: next === null ? { failedAt: end.now, error } : { dueAt: next, error },
  });
}

/** Enough to see what is wrong; what a foreign host answers is not kept. */
const errorCharactersMax = 500;
