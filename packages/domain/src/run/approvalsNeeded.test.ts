import { expect, test } from 'vitest';
import { noCounts } from '../plan/plan.ts';
import { approvalsNeeded, approversOf, type PlanAtRisk } from './approvalsNeeded.ts';

const plan = (fields: Partial<PlanAtRisk>): PlanAtRisk => ({
  layer: 'foundation',
  counts: noCounts,
  release: [],
  ...fields,
});

test.each<[string, PlanAtRisk, 1 | 2]>([
  ['nothing', plan({}), 1],
  ['creates and updates of the foundation', plan({ counts: { ...noCounts, create: 3, update: 2, forget: 1 } }), 1],
  ['a delete in the foundation', plan({ counts: { ...noCounts, delete: 1 } }), 2],
  ['a replace in the foundation', plan({ counts: { ...noCounts, replace: 1 } }), 2],
  ['a release of the foundation’s protection', plan({ release: [{}] }), 2],
  ['deletes of compute', plan({ layer: 'cluster', counts: { ...noCounts, delete: 9, replace: 9 } }), 1],
])('%s: %#', (_what, risk, needed) => {
  expect(approvalsNeeded([plan({ layer: 'services' }), risk], { secondApprover: true })).toBe(needed);
  expect(approvalsNeeded([risk], { secondApprover: false })).toBe(1);
});

test('whoever approves twice counts once, and what another plan was given counts for nothing', () => {
  const by = (id: string, digest = 'd', decision: 'approved' | 'rejected' = 'approved') => ({
    decision,
    digest,
    by: { id },
  });
  const approvals = [by('arno'), by('arno'), by('anna', 'e'), by('ada', 'd', 'rejected')];
  expect(approversOf(approvals, 'd')).toEqual([{ id: 'arno' }]);
  expect(approversOf(approvals, null)).toEqual([]);
});
