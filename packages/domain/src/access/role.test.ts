import { expect, test } from 'vitest';
import { type Actor, mayForTeam, type Role } from './role.ts';

const actor = (role: Role, teamIds: string[] = []): Actor => ({ userId: 'u', name: 'U', email: 'u@x', role, teamIds });

test('requesters act for their own teams only', () => {
  expect(mayForTeam(actor('requester', ['a']), 'stack.request', 'a')).toBe(true);
  expect(mayForTeam(actor('requester', ['a']), 'stack.readOwnTeams', 'b')).toBe(false);
});

test('auditors read everything and change nothing', () => {
  expect(mayForTeam(actor('auditor'), 'stack.readOwnTeams', 'a')).toBe(true);
  for (const permission of [
    'stack.request',
    'stack.change',
    'stack.destroy',
    'run.decide',
    'run.cancel',
    'connection.read',
    'target.manage',
  ] as const) {
    expect(mayForTeam(actor('auditor', ['a']), permission, 'a')).toBe(false);
  }
});

test('approvers decide for all teams, requesters for none', () => {
  expect(mayForTeam(actor('approver'), 'run.decide', 'a')).toBe(true);
  expect(mayForTeam(actor('requester', ['a']), 'run.decide', 'a')).toBe(false);
});
