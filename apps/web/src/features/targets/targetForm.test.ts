import { expect, test } from 'vitest';
import { accountOfRole, checkDraft, emptyDraft, refusedFields, type TargetDraft } from './targetForm.ts';

const filled: TargetDraft = {
  ...emptyDraft('7d1f6c3e-55f0-4a58-9a9e-0f3f3f1f7a11'),
  name: 'ML production',
  account: '111122223333',
  region: 'eu-central-1',
  deployerRoleArn: 'arn:aws:iam::111122223333:role/flowport-deployer',
  'backend.bucket': 'acme-flowport-state',
};

test('a filled form becomes the input of the API, with what is left empty as null and the bucket in the target’s region', () => {
  expect(checkDraft(filled)).toEqual({
    problems: {},
    input: {
      name: 'ML production',
      account: '111122223333',
      region: 'eu-central-1',
      deployerRoleArn: 'arn:aws:iam::111122223333:role/flowport-deployer',
      planRoleArn: null,
      externalId: '7d1f6c3e-55f0-4a58-9a9e-0f3f3f1f7a11',
      backend: {
        bucket: 'acme-flowport-state',
        region: 'eu-central-1',
        workspaceKeyPrefix: 'flowport',
        kmsKeyId: null,
        usePathStyle: false,
      },
      selfApproval: false,
    },
  });
});

test('spaces around pasted values do no harm', () => {
  const { input } = checkDraft({
    ...filled,
    account: ' 111122223333\t',
    deployerRoleArn: ` ${filled.deployerRoleArn}\n`,
  });
  expect(input).toMatchObject({ account: '111122223333', deployerRoleArn: filled.deployerRoleArn });
});

test('an empty form names every field that has to be filled, and no other', () => {
  const { input, problems } = checkDraft(emptyDraft('external'));
  expect(input).toBeNull();
  expect(Object.keys(problems).sort()).toEqual(['account', 'backend.bucket', 'deployerRoleArn', 'name', 'region']);
  expect(problems.region).toEqual({ message: 'Choose a region.' });
  expect(problems.name).toEqual({ message: 'At least 2 characters.' });
});

test.each<[keyof TargetDraft, string, string]>([
  ['account', '1111-2222-3333', 'Twelve digits.'],
  ['deployerRoleArn', 'flowport-deployer', 'Not the ARN of an IAM role.'],
  ['planRoleArn', 'arn:aws:iam::111122223333:user/ada', 'Not the ARN of an IAM role.'],
  ['externalId', '1', 'At least 2 characters.'],
  ['backend.bucket', 'Acme_State', 'Lower-case letters, digits and hyphens, 3 to 63.'],
  ['backend.workspaceKeyPrefix', '/flowport', 'Lower-case letters, digits, hyphens and slashes.'],
])('a wrong %s is told at that field alone', (field, typed, message) => {
  const { problems } = checkDraft({ ...filled, [field]: typed });
  expect(problems).toEqual({ [field]: expect.objectContaining({ message }) });
});

test('what the server refuses lands at its field, and what has none is told above', () => {
  const issue = { path: 'backend.bucket', rule: 'bucket', message: 'No such bucket.', remedy: 'Create it.' };
  const failure = { code: 'invalid_input' as const, message: 'While adding', issues: [issue] };
  expect(refusedFields(failure)).toEqual({
    problems: { 'backend.bucket': { message: 'No such bucket.', remedy: 'Create it.' } },
    complete: true,
  });
  const unknown = { path: 'color', rule: 'unknown_field', message: 'Not known here.' };
  expect(refusedFields({ ...failure, issues: [issue, unknown] }).complete).toBe(false);
});

test('a name that is taken is told at the name', () => {
  const message = 'Another target has this name. Choose another one.';
  expect(refusedFields({ code: 'conflict', message, issues: [] })).toEqual({
    problems: { name: { message } },
    complete: true,
  });
});

test('the account of a role is read from its ARN', () => {
  expect(accountOfRole('arn:aws:iam::111122223333:role/team/flowport')).toBe('111122223333');
  expect(accountOfRole('arn:aws:iam::1111')).toBeUndefined();
});
