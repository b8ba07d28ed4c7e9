import type { ApprovalState, RunRecord } from '@flowport/db';
import {
  type Actor,
  defaultTargetPolicy,
  noCounts,
  presets,
  type Role,
  type RunStatus,
  type StackStatus,
} from '@flowport/domain';
import { describe, expect, it } from 'vitest';
import { approvalBlock, decisionsOpen, forceBlock, requireSamePlan } from './decision.ts';

const team = { id: 'team_1', slug: 'vision', name: 'Vision' };

function actor(role: Role, fields: Partial<Actor> = {}): Actor {
  return { userId: 'me', name: 'Me', email: 'me@flowport.local', role, teamIds: [team.id], ...fields };
}

const now = new Date(3_600_000);

function run(fields: { by?: string; selfApproval?: boolean; status?: RunStatus; stack?: StackStatus } = {}): RunRecord {
  const by = fields.by ?? 'somebody';
  return {
    id: 'run_1',
    kind: 'provision',
    status: fields.status ?? 'awaiting_approval',
    version: 3,
    stack: { id: 'stk_1', slug: 'fraud', status: fields.stack ?? 'requested', version: 1, description: '' },
    team,
    target: {
      id: 'tgt_1',
      name: 'Sandbox',
      kind: 'sandbox',
      selfApproval: fields.selfApproval ?? false,
      policy: defaultTargetPolicy,
    },
    requestedBy: { id: by, name: by, email: `${by}@flowport.local` },
    reason: '',
    parameters: presets.small.parameters,
    blueprint: { id: 'metaflow-eks', version: '1.0.0' },
    supersedesId: null,
    reconcilesId: null,
    change: null,
    restore: null,
    approvalExpiresAt: null,
    forcedAt: null,
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

type Fields = Parameters<typeof run>[0];
const approver = (id: string) => ({ id, name: id, email: `${id}@flowport.local` });
const standing = (fields: Fields = {}, approvalState: ApprovalState = { needed: 1, by: [] }) => ({
  run: run(fields),
  approvalState,
  now,
  isLatest: true,
});
const open = (who: Actor, fields?: Fields) => decisionsOpen(who, standing(fields));

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
    const block = approvalBlock(actor(role), standing({ selfApproval, ...(own ? { by: 'me' } : {}) }));
    expect(block === null).toBe(may);
  });

  it('needs a run that awaits it', () => {
    const statuses: RunStatus[] = ['queued', 'planning', 'applying', 'succeeded', 'failed'];
    for (const status of statuses) expect(open(actor('admin'), { status }).approve).toBe(false);
    expect(open(actor('admin')).approve).toBe(true);
  });

  it('is nobody once the time is over', () => {
    const { run: awaiting, ...rest } = standing();
    const at = (approvalExpiresAt: Date) =>
      approvalBlock(actor('admin'), { run: { ...awaiting, approvalExpiresAt }, ...rest });
    expect(at(now)).toMatch(/time to approve this plan is over/);
    expect(at(new Date(now.getTime() + 1))).toBeNull();
  });

  it('is somebody else than the first, where two have to', () => {
    const half = (by: string) => standing({}, { needed: 2, by: [approver(by)] });
    expect(approvalBlock(actor('approver'), half('me'))).toMatch(/somebody else has to approve it too/);
    expect(approvalBlock(actor('approver'), half('somebody'))).toBeNull();
  });
});

describe('who may end a run', () => {
  it('is the team, approvers and admins, while it is underway', () => {
    expect(open(actor('requester')).cancel).toBe(true);
    expect(open(actor('requester', { teamIds: [] })).cancel).toBe(false);
    expect(open(actor('approver', { teamIds: [] })).cancel).toBe(true);
    expect(open(actor('auditor')).cancel).toBe(false);
    expect(open(actor('requester'), { status: 'succeeded' }).cancel).toBe(false);
  });

  it('is the team for a plan of its own, while approvers reject it', () => {
    expect(open(actor('requester'))).toMatchObject({ discard: true, reject: false });
    expect(open(actor('approver', { teamIds: [] }))).toMatchObject({ discard: false, reject: true });
    expect(open(actor('approver', { teamIds: [] }), { by: 'me' })).toMatchObject({ discard: true, reject: true });
    expect(open(actor('auditor')).discard).toBe(false);
    expect(open(actor('requester'), { status: 'applying' }).discard).toBe(false);
  });

  it('is, by force, whoever may cancel it and has waited, or an admin', () => {
    const canceling = { status: 'canceling' } as const;
    expect(open(actor('requester'), canceling).force).toBe(true);
    const soon = { ...standing(canceling), now: new Date(1000) };
    expect(decisionsOpen(actor('requester'), soon).force).toBe(false);
    expect(forceBlock(actor('requester'), soon.run, soon.now)).toMatch(/in 29 s/);
    expect(decisionsOpen(actor('admin'), soon).force).toBe(true);
    expect(decisionsOpen(actor('auditor'), standing(canceling)).force).toBe(false);
  });
});

describe('who may try a run again', () => {
  it('is whoever may ask for what it wanted', () => {
    const failed = { status: 'failed', stack: 'ready' } as const;
    expect(open(actor('requester'), failed).retry).toBe(true);
    expect(open(actor('requester', { teamIds: [] }), failed).retry).toBe(false);
    expect(open(actor('auditor'), failed).retry).toBe(false);
    expect(decisionsOpen(actor('admin'), { ...standing(failed), isLatest: false }).retry).toBe(false);
    expect(open(actor('admin')).retry).toBe(false);
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
