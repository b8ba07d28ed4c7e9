import type { NotificationView } from '@flowport/domain';
import { CircleCheckBig, Hourglass, Info, LifeBuoy, type LucideIcon, Moon, Shuffle } from 'lucide-react';

type Look = { icon: LucideIcon; tone: string };

const looks: Record<string, Look> = {
  lifetime: { icon: Hourglass, tone: 'text-warn' },
  sleep: { icon: Moon, tone: 'text-fg-muted' },
  drift: { icon: Shuffle, tone: 'text-warn' },
  approval: { icon: CircleCheckBig, tone: 'text-accent-text' },
  recovery: { icon: LifeBuoy, tone: 'text-warn' },
};

/** By what it is about, the word before the dot. */
export function kindLook(kind: string): Look {
  return looks[kind.split('.')[0] ?? ''] ?? { icon: Info, tone: 'text-fg-muted' };
}

/** Where something can be done about it: the run before the stack. */
export function notificationHref({ runId, stackId }: Pick<NotificationView, 'runId' | 'stackId'>): string | null {
  if (runId !== null) return `/runs/${encodeURIComponent(runId)}`;
  return stackId === null ? null : `/stacks/${encodeURIComponent(stackId)}`;
}
