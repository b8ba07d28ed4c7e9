import type { RunRecord } from '@flowport/db';
import { type Actor, noCounts, presets, type Role, type RunStatus } from '@flowport/domain';
import { describe, expect, it } from 'vitest';
import { approvalBlock, decisionsOpen, requireSamePlan } from './decision.ts';

const team = { id: 'team_1', slug: 'vision', name: 'Vision' };

function actor(role: Role, fields: Partial<Actor> = {}): Actor {
  return { userId: 'me', name: 'Me', email: 'me@flowport.local', role, teamIds: [team.id], ...fields };
}

function run(fields: { by?: string; selfApproval?: boolean; status?: RunStatus } = {}): RunRecord {
  const by = fields.by ?? 'somebody';
  return {
    id: 'run_1',
    kind: 'provision',
    status: fields.status ?? 'awaiting_approval',
    version: 3,
    stack: { id: 'stk_1', slug: 'fraud', status: 'requested', version: 1, description: '' },
    team,
    target: { id: 'tgt_1', name: 'Sandbox', kind: 'sandbox', selfApproval: fields.selfApproval ?? false },
    requestedBy: { id: by, name: by, email: `${by}@flowport.local` },
    reason: '',
    parameters: presets.small.parameters,
    blueprint: { id: 'metaflow-eks', version: '1.0.0' },
    supersedesId: null,
    digest: 'd',
    counts: noCounts,
    data: null,
    kept: [],
    error: null,
    pauseReason: null,
    costFloorCents: 0,
    costCeilingCents: 0,
    costBeforeFloorCents: null,
    createdAt: new Date(0),
    statusAt: new Date(0),
    startedAt: null,
    finishedAt: null,
  };
}

describe('who may approve', () => {
  it.each<[Role, boolean, boolean, boolean]>([
    // role, own run, self-approval allowed, may
    ['requester', false, false, false],
    ['requester', true, false, false],
    ['requester', false, true, false],
    ['requester', true, true, true],
    ['approver', false, false, true],
    ['approver', true, false, false],
    ['approver', true, true, true],
    ['admin', false, false, true],
    ['admin', true, false, false],
    ['admin', true, true, true],
    ['auditor', false, false, false],
    ['auditor', true, true, false],
  ])('%s, own run %s, self-approval %s: %s', (role, own, selfApproval, may) => {
    const block = approvalBlock(actor(role), run({ selfApproval, ...(own ? { by: 'me' } : {}) }));
    expect(block === null).toBe(may);
  });

  it('needs a run that awaits it', () => {
    const statuses: RunStatus[] = ['queued', 'planning', 'applying', 'succeeded', 'failed'];
    for (const status of statuses) expect(decisionsOpen(actor('admin'), run({ status })).approve).toBe(false);
    expect(decisionsOpen(actor('admin'), run()).approve).toBe(true);
  });
});

describe('who may cancel', () => {
  it('is the team, approvers and admins, while the run is underway', () => {
    expect(decisionsOpen(actor('requester'), run()).cancel).toBe(true);
    expect(decisionsOpen(actor('requester', { teamIds: [] }), run()).cancel).toBe(false);
    expect(decisionsOpen(actor('approver', { teamIds: [] }), run()).cancel).toBe(true);
    expect(decisionsOpen(actor('auditor'), run()).cancel).toBe(false);
    expect(decisionsOpen(actor('requester'), run({ status: 'succeeded' })).cancel).toBe(false);
  });
});

describe('a decision', () => {
  it('names the digest of the plan that it is about', () => {
    expect(() => requireSamePlan(run(), 'd')).not.toThrow();
    expect(() => requireSamePlan(run(), 'e')).toThrow(expect.objectContaining({ code: 'approval_void' }));
    expect(() => requireSamePlan(run({ status: 'applying' }), 'd')).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
  });
});
