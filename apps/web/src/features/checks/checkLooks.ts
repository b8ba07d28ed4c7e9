import { CircleCheck, CircleDashed, CircleMinus, CircleX, TriangleAlert } from 'lucide-react';
import type { StatusLook } from '#components/ui/statusLabel.tsx';
import type { CheckOutcome } from './checkWords.ts';

export const checkLooks: Record<CheckOutcome, StatusLook> = {
  passed: { tone: 'ok', icon: CircleCheck, label: 'Passed' },
  failed: { tone: 'bad', icon: CircleX, label: 'Failed' },
  warning: { tone: 'warn', icon: TriangleAlert, label: 'Warning' },
  skipped: { tone: 'idle', icon: CircleMinus, label: 'Skipped' },
  unchecked: { tone: 'idle', icon: CircleDashed, label: 'Not checked' },
};
