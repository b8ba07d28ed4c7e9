import type { WorkerView } from '@flowport/domain';
import { CircleCheck, CircleOff, CirclePause, HeartCrack, LogOut } from 'lucide-react';
import type { StatusLook } from '#components/ui/statusLabel.tsx';

/** What one sees of a worker: whether it lives, and if so, what is wished of it. */
export function workerLook({ state, mode }: Pick<WorkerView, 'state' | 'mode'>): StatusLook {
  if (state === 'lost') return { tone: 'bad', icon: HeartCrack, label: 'Lost' };
  if (state === 'stopped') return { tone: 'idle', icon: CircleOff, label: 'Ended' };
  switch (mode) {
    case 'active':
      return { tone: 'ok', icon: CircleCheck, label: 'Takes runs' };
    case 'paused':
      return { tone: 'warn', icon: CirclePause, label: 'Paused' };
    case 'draining':
      return { tone: 'warn', icon: LogOut, label: 'Draining' };
  }
}
