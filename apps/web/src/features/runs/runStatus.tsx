import { hasChanges, type RunKind, type RunRow, type RunStatus, type StepStatus } from '@flowport/domain';
import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleEqual,
  CircleMinus,
  CirclePause,
  CircleX,
  Clock,
  Hourglass,
  LifeBuoy,
  ListEnd,
  LoaderCircle,
  type LucideIcon,
  PackagePlus,
  RefreshCw,
  SearchCheck,
  Shuffle,
  ThumbsDown,
  TimerOff,
  Trash2,
  Unplug,
} from 'lucide-react';
import { StatusLabel, type StatusLook } from '#components/ui/statusLabel.tsx';

export const runStatusLooks: Record<RunStatus, StatusLook> = {
  queued: { tone: 'idle', icon: Clock, label: 'Queued' },
  waiting: { tone: 'idle', icon: ListEnd, label: 'Waiting' },
  planning: { tone: 'busy', icon: LoaderCircle, label: 'Planning', spins: true },
  awaiting_approval: { tone: 'warn', icon: CirclePause, label: 'Awaiting approval' },
  applying: { tone: 'busy', icon: LoaderCircle, label: 'Applying', spins: true },
  verifying: { tone: 'busy', icon: LoaderCircle, label: 'Verifying', spins: true },
  succeeded: { tone: 'ok', icon: CircleCheck, label: 'Succeeded' },
  no_changes: { tone: 'idle', icon: CircleEqual, label: 'No changes' },
  discarded: { tone: 'idle', icon: ThumbsDown, label: 'Discarded' },
  expired: { tone: 'idle', icon: TimerOff, label: 'Expired' },
  failed: { tone: 'bad', icon: CircleX, label: 'Failed' },
  canceling: { tone: 'warn', icon: Hourglass, label: 'Canceling' },
  canceled: { tone: 'idle', icon: Ban, label: 'Canceled' },
  interrupted: { tone: 'warn', icon: Unplug, label: 'Interrupted' },
  recovering: { tone: 'busy', icon: LifeBuoy, label: 'Recovering' },
};

export const runKindLooks: Record<RunKind, { label: string; icon: LucideIcon; summary: string }> = {
  provision: { label: 'Provision', icon: PackagePlus, summary: 'Creates the stack' },
  update: { label: 'Update', icon: RefreshCw, summary: 'Changes the stack' },
  destroy: { label: 'Destroy', icon: Trash2, summary: 'Removes the stack and everything in it' },
  drift: { label: 'Drift check', icon: SearchCheck, summary: 'Compares what exists with what was applied' },
  recover: { label: 'Recover', icon: LifeBuoy, summary: 'Takes a state back to an older version' },
};

export const stepStatusLooks: Record<StepStatus, StatusLook> = {
  pending: { tone: 'idle', icon: CircleDashed, label: 'Pending' },
  running: { tone: 'busy', icon: LoaderCircle, label: 'Running', spins: true },
  succeeded: { tone: 'ok', icon: CircleCheck, label: 'Succeeded' },
  failed: { tone: 'bad', icon: CircleX, label: 'Failed' },
  skipped: { tone: 'idle', icon: CircleMinus, label: 'Skipped' },
  canceled: { tone: 'idle', icon: Ban, label: 'Canceled' },
};

/** A drift check that came to its end says what it found: that it changed nothing is no news. */
export function runLook({ kind, status, counts }: Pick<RunRow, 'kind' | 'status' | 'counts'>): StatusLook {
  if (kind !== 'drift' || status !== 'no_changes' || counts === null) return runStatusLooks[status];
  return hasChanges(counts)
    ? { tone: 'warn', icon: Shuffle, label: 'Drift found' }
    : { tone: 'ok', icon: CircleCheck, label: 'No drift' };
}

export function RunStatusLabel({ run }: { run: Pick<RunRow, 'kind' | 'status' | 'counts'> }) {
  return <StatusLabel look={runLook(run)} />;
}

export function RunKindLabel({ kind }: { kind: RunKind }) {
  const { icon: Icon, label, summary } = runKindLooks[kind];
  return (
    <span title={summary} className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <Icon aria-hidden className="size-4 text-fg-faint" />
      {label}
    </span>
  );
}
