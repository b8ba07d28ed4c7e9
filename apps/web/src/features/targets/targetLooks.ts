import type { TargetKind } from '@flowport/domain';
import type { LucideIcon } from 'lucide-react';
import { Cloud, FlaskConical } from 'lucide-react';
import type { StatusLook } from '#components/ui/statusLabel.tsx';
import { checkLooks } from '#features/checks/checkLooks.ts';
import type { CheckOutcome } from '#features/checks/checkWords.ts';

export const targetKindLooks: Record<TargetKind, { label: string; icon: LucideIcon; summary: string }> = {
  aws: { label: 'AWS', icon: Cloud, summary: 'An AWS account: what is created there is real, and billed' },
  sandbox: {
    label: 'Sandbox',
    icon: FlaskConical,
    summary: 'Simulates AWS and Kubernetes on this machine: nothing there is real, and nothing is billed',
  },
};

/** What its checks say of a whole target. */
export const targetLooks: Record<CheckOutcome, StatusLook> = {
  ...checkLooks,
  passed: { ...checkLooks.passed, label: 'Reachable' },
  failed: { ...checkLooks.failed, label: 'Not reachable' },
  warning: { ...checkLooks.warning, label: 'Needs a look' },
};
