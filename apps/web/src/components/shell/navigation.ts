import { may, type Permission, type Role } from '@flowport/domain';
import {
  Bell,
  CircleCheckBig,
  Cloud,
  Cpu,
  Layers,
  type LucideIcon,
  ScrollText,
  Settings,
  Workflow,
} from 'lucide-react';

export type NavigationItem = { href: string; label: string; icon: LucideIcon; needs?: Permission };

const items: readonly NavigationItem[] = [
  { href: '/stacks', label: 'Stacks', icon: Layers },
  { href: '/approvals', label: 'Approvals', icon: CircleCheckBig },
  { href: '/runs', label: 'Runs', icon: Workflow },
  { href: '/notifications', label: 'Notifications', icon: Bell },
  { href: '/targets', label: 'Targets', icon: Cloud, needs: 'target.read' },
  { href: '/workers', label: 'Workers', icon: Cpu, needs: 'worker.read' },
  { href: '/audit', label: 'Audit', icon: ScrollText, needs: 'audit.read' },
  { href: '/settings', label: 'Settings', icon: Settings },
];

/** What this role may open; the rest is not shown, as it would only lead to a refusal. */
export function navigationFor(role: Role): readonly NavigationItem[] {
  return items.filter((item) => item.needs === undefined || may(role, item.needs));
}

export function isCurrent(href: string, pathname: string): boolean {
  return pathname === href || pathname.startsWith(`${href}/`);
}
