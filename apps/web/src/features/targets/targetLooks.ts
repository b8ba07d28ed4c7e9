import type { TargetKind } from '@flowport/domain';
import type { LucideIcon } from 'lucide-react';
import { CircleCheck, CircleDashed, CircleMinus, CircleX, Cloud, FlaskConical, TriangleAlert } from 'lucide-react';
import type { StatusLook } from '#components/ui/statusLabel.tsx';
import type { CheckOutcome } from './checkWords.ts';

export const targetKindLooks: Record<TargetKind, { label: string; icon: LucideIcon; summary: string }> = {
  aws: { label: 'AWS', icon: Cloud, summary: 'An AWS account: what is created there is real, and billed' },
  sandbox: {
    label: 'Sandbox',
    icon: FlaskConical,
    summary: 'Simulates AWS and Kubernetes on this machine: nothing there is real, and nothing is billed',
  },
};

export const checkLooks: Record<CheckOutcome, StatusLook> = {
  passed: { tone: 'ok', icon: CircleCheck, label: 'Passed' },
  failed: { tone: 'bad', icon: CircleX, label: 'Failed' },
  warning: { tone: 'warn', icon: TriangleAlert, label: 'Warning' },
  skipped: { tone: 'idle', icon: CircleMinus, label: 'Skipped' },
  unchecked: { tone: 'idle', icon: CircleDashed, label: 'Not checked' },
};

/** The same for a whole target. */
export const targetLooks: Record<CheckOutcome, StatusLook> = {
  ...checkLooks,
  passed: { ...checkLooks.passed, label: 'Reachable' },
  failed: { ...checkLooks.failed, label: 'Not reachable' },
  warning: { ...checkLooks.warning, label: 'Needs a look' },
};
