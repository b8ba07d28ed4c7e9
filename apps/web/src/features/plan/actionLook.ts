import type { PlanAction, PlanMark } from '@flowport/domain';
import {
  Database,
  Equal,
  Eye,
  KeyRound,
  type LucideIcon,
  Minus,
  Network,
  Pencil,
  Plus,
  Repeat2,
  Unlink,
} from 'lucide-react';
import type { Tone } from '#components/ui/statusLabel.tsx';

export const actionLooks: Record<PlanAction, { label: string; tone: Tone; icon: LucideIcon }> = {
  create: { label: 'Create', tone: 'ok', icon: Plus },
  update: { label: 'Update', tone: 'busy', icon: Pencil },
  replace: { label: 'Replace', tone: 'warn', icon: Repeat2 },
  delete: { label: 'Delete', tone: 'bad', icon: Minus },
  forget: { label: 'Forget', tone: 'warn', icon: Unlink },
  read: { label: 'Read', tone: 'idle', icon: Eye },
  unchanged: { label: 'Unchanged', tone: 'idle', icon: Equal },
};

export const markLooks: Record<PlanMark, { label: string; title: string; icon: LucideIcon }> = {
  iam: { label: 'IAM', title: 'Changes who may do what', icon: KeyRound },
  network: { label: 'Network', title: 'Changes what can be reached', icon: Network },
  data: { label: 'Data', title: 'Holds data', icon: Database },
};
