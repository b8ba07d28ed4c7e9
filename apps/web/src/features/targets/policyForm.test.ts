import { defaultTargetPolicy } from '@flowport/domain';
import { expect, test } from 'vitest';
import { checkPolicy, draftOf, policyFields, refusedPolicy } from './policyForm.ts';

test('every member of the policy is a field with the words of the schema', () => {
  expect(policyFields.map(({ field }) => field)).toEqual(Object.keys(defaultTargetPolicy));
  expect(policyFields.find(({ field }) => field === 'runsMax')).toMatchObject({
    title: 'Runs at once',
    kind: 'number',
    mayBeEmpty: false,
  });
  expect(policyFields.find(({ field }) => field === 'driftEveryHours')).toMatchObject({ mayBeEmpty: true });
  expect(policyFields.find(({ field }) => field === 'secondApprover')).toMatchObject({ kind: 'flag' });
});

test('a policy that is shown and not touched is the same policy', () => {
  expect(checkPolicy(draftOf(defaultTargetPolicy))).toEqual({ change: defaultTargetPolicy });
});

test('an empty field means none where there may be none, and is wrong elsewhere', () => {
  const draft = draftOf(defaultTargetPolicy);
  expect(checkPolicy({ ...draft, driftEveryHours: ' ' })).toMatchObject({ change: { driftEveryHours: null } });
  expect(checkPolicy({ ...draft, runsMax: '', logDays: 'x', approvalHours: '0' })).toEqual({
    problems: {
      runsMax: { message: 'A whole number.' },
      logDays: { message: 'A whole number.' },
      approvalHours: { message: 'At least 1 hour.' },
    },
  });
});

test('what the server refuses is shown at its field', () => {
  const issue = { path: 'policy.runsMax', rule: 'too_big', message: 'At most 100 runs.' };
  expect(refusedPolicy([issue])).toEqual({ runsMax: { message: 'At most 100 runs.', remedy: undefined } });
});
