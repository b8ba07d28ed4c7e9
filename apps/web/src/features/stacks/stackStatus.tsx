import type { StackStatus } from '@flowport/domain';
import {
  Archive,
  CircleCheck,
  CircleDashed,
  CircleMinus,
  CircleX,
  Flame,
  Hammer,
  Moon,
  RefreshCw,
  Shuffle,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import { StatusLabel, type StatusLook } from '#components/ui/statusLabel.tsx';

export const stackStatusLooks: Record<StackStatus, StatusLook> = {
  requested: { tone: 'warn', icon: CircleDashed, label: 'Requested' },
  provisioning: { tone: 'busy', icon: Hammer, label: 'Provisioning' },
  ready: { tone: 'ok', icon: CircleCheck, label: 'Ready' },
  degraded: { tone: 'warn', icon: TriangleAlert, label: 'Degraded' },
  updating: { tone: 'busy', icon: RefreshCw, label: 'Updating', spins: true },
  destroying: { tone: 'bad', icon: Flame, label: 'Destroying' },
  retained: { tone: 'accent', icon: Archive, label: 'Retained' },
  destroyed: { tone: 'idle', icon: CircleMinus, label: 'Destroyed' },
  failed: { tone: 'bad', icon: CircleX, label: 'Failed' },
  drifted: { tone: 'warn', icon: Shuffle, label: 'Drifted' },
  asleep: { tone: 'idle', icon: Moon, label: 'Asleep' },
  withdrawn: { tone: 'idle', icon: Undo2, label: 'Withdrawn' },
};

export function StackStatusLabel({ status }: { status: StackStatus }) {
  return <StatusLabel look={stackStatusLooks[status]} />;
}
