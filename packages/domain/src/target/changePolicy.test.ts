import { expect, test } from 'vitest';
import { targetPolicyChangeSchema } from './changePolicy.ts';
import { targetPolicySchema } from './policy.ts';

test('what is left out of a change is left out of it, and not put back to its default', () => {
  expect(targetPolicyChangeSchema.parse({ runsMax: 3 })).toEqual({ runsMax: 3 });
  expect(targetPolicyChangeSchema.parse({ driftEveryHours: null })).toEqual({ driftEveryHours: null });
});

test('every member of the policy can be changed, within the same bounds and under the same title', () => {
  expect(Object.keys(targetPolicyChangeSchema.shape)).toEqual(Object.keys(targetPolicySchema.shape));
  for (const [name, member] of Object.entries(targetPolicySchema.shape)) {
    const change = targetPolicyChangeSchema.shape[name as keyof typeof targetPolicyChangeSchema.shape];
    expect(change.meta()).toMatchObject({ title: member.meta()?.title });
  }
  const { error } = targetPolicyChangeSchema.safeParse({ runsMax: 0, approvalHours: 9000, unknown: true });
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['approvalHours', 'runsMax', '']);
});
