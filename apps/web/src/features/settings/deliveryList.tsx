'use client';

import type { DeliveryView } from '@flowport/domain';
import { CircleCheck, CircleX, Clock } from 'lucide-react';
import { StatusLabel, type StatusLook } from '#components/ui/statusLabel.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { count } from '#format/words.ts';

const looks: Record<DeliveryView['status'], StatusLook> = {
  delivered: { tone: 'ok', icon: CircleCheck, label: 'Delivered' },
  waiting: { tone: 'idle', icon: Clock, label: 'Waiting' },
  failed: { tone: 'bad', icon: CircleX, label: 'Failed' },
};

/** What became of the latest deliveries, with the reason where one failed. */
export function DeliveryList({ deliveries }: { deliveries: readonly DeliveryView[] }) {
  if (deliveries.length === 0) return null;
  return (
    <section aria-label="Latest deliveries">
      <h3 className="text-xs font-medium text-fg-muted">Latest deliveries</h3>
      <ul className="mt-1 divide-y divide-line border-y border-line">
        {deliveries.map((delivery) => (
          <li key={delivery.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2 text-sm">
            <StatusLabel look={looks[delivery.status]} />
            <span className="min-w-0 flex-1 basis-48 wrap-anywhere">
              {delivery.title}
              <span className="block text-xs text-fg-muted">
                {delivery.channel === 'mail' ? `Mail to ${delivery.recipient}` : `Webhook ${delivery.recipient}`}
                {delivery.attempts > 1 ? `, ${count(delivery.attempts, 'attempt')}` : ''}
              </span>
              {delivery.error ? <span className="block text-xs text-fg-muted">{delivery.error}</span> : null}
              {delivery.status === 'waiting' && delivery.attempts > 0 ? (
                <span className="block text-xs text-fg-muted">
                  Tried again <RelativeTime at={delivery.dueAt} />
                </span>
              ) : null}
            </span>
            <RelativeTime at={delivery.at} className="text-xs text-fg-faint" />
          </li>
        ))}
      </ul>
    </section>
  );
}
