import { z } from 'zod';

/** What an account may do on the platform. Membership of teams is apart from it. */
export const roleSchema = z.enum(['requester', 'approver', 'admin', 'auditor']);
export type Role = z.infer<typeof roleSchema>;

export const permissions = {
  'stack.request': ['requester', 'approver', 'admin'],
  'stack.change': ['requester', 'approver', 'admin'],
  'stack.destroy': ['requester', 'approver', 'admin'],
  'stack.readOwnTeams': ['requester', 'approver', 'admin', 'auditor'],
  'stack.readAll': ['approver', 'admin', 'auditor'],
  'connection.read': ['requester', 'approver', 'admin'],
  'run.decide': ['approver', 'admin'],
  'run.cancel': ['requester', 'approver', 'admin'],
  'target.read': ['requester', 'approver', 'admin', 'auditor'],
  'target.manage': ['admin'],
  'worker.read': ['approver', 'admin', 'auditor'],
  'worker.manage': ['admin'],
  'state.read': ['approver', 'admin', 'auditor'],
  'state.download': ['admin'],
  'lock.break': ['admin'],
  'audit.read': ['admin', 'auditor'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

/** Who asks: the account with its role and the teams it is a member of. */
export type Actor = { userId: string; name: string; email: string; role: Role; teamIds: readonly string[] };

export function may(role: Role, permission: Permission): boolean {
  return (permissions[permission] as readonly Role[]).includes(role);
}

/** Whether `actor` may use `permission` on something that belongs to `teamId`: own team, or a role that reaches all. */
export function mayForTeam(actor: Actor, permission: Permission, teamId: string): boolean {
  if (!may(actor.role, permission)) return false;
  return actor.teamIds.includes(teamId) || may(actor.role, 'stack.readAll');
}
