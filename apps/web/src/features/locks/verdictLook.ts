import type { StateLock } from '@flowport/domain';
import type { Tone } from '#components/ui/statusLabel.tsx';

/** What a verdict on a lock is called, and what follows from it. */
export const verdictLooks: Record<StateLock['verdict'], { label: string; tone: Tone; title: string }> = {
  live: { label: 'Live', tone: 'busy', title: 'A worker is at work with this state. Leave it alone.' },
  orphaned: { label: 'Orphaned', tone: 'warn', title: 'Nobody holds it any more. It can be removed.' },
  foreign: {
    label: 'Foreign',
    tone: 'bad',
    title: 'Flowport did not take it. Somebody may be at work with Terraform.',
  },
};
