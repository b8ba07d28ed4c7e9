import type { Role } from '@flowport/domain';

/** What a role may do, for the one who has it. */
export const roleWords: Record<Role, { label: string; summary: string }> = {
  requester: {
    label: 'Requester',
    summary:
      'You request, change and destroy stacks of your teams. Somebody else approves the plans, unless the target lets you.',
  },
  approver: {
    label: 'Approver',
    summary: 'You decide about plans of all teams, except of those that you requested, and see every stack.',
  },
  admin: {
    label: 'Admin',
    summary: 'You do what approvers do, add and check targets, and read the audit log.',
  },
  auditor: {
    label: 'Auditor',
    summary: 'You read every stack, run and the audit log, and change nothing.',
  },
};
