import { expect, test } from 'vitest';
import { awsSetup } from './awsSetup.ts';
import { principalPlaceholder } from './principal.ts';
import { emptyDraft, type TargetDraft } from './targetForm.ts';

const draft: TargetDraft = {
  ...emptyDraft('external-7'),
  account: '111122223333',
  region: 'eu-central-1',
  deployerRoleArn: 'arn:aws:iam::111122223333:role/platform/flowport',
  'backend.bucket': 'acme-flowport-state',
};
const flowport = 'arn:aws:iam::444455556666:role/flowport';

test('the trust policy lets Flowport’s identity alone in, with the external id, and lets it tag its sessions', () => {
  expect(JSON.parse(awsSetup(draft, [flowport]).trust)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Flowport',
        Effect: 'Allow',
        Principal: { AWS: flowport },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Condition: { StringEquals: { 'sts:ExternalId': 'external-7' } },
      },
    ],
  });
});

test('portal and worker may be two identities', () => {
  const both = [flowport, 'arn:aws:iam::444455556666:role/worker'];
  expect(JSON.parse(awsSetup(draft, both).trust).Statement[0].Principal).toEqual({ AWS: both });
});

test('an external id of quotes and dollars stays a string of the policy', () => {
  const externalId = `"},{"Effect":"Allow \${aws:username} 'x'`;
  const [statement, ...more] = JSON.parse(awsSetup({ ...draft, externalId }, [flowport]).trust).Statement;
  expect(more).toEqual([]);
  expect(statement.Condition.StringEquals['sts:ExternalId']).toBe(externalId);
});

test('an empty form yields placeholders that AWS refuses, and says which fields are missing', () => {
  const setup = awsSetup(emptyDraft('external-7'), []);
  expect(setup.missing).toEqual(['account', 'region', 'backend.bucket']);
  expect(setup.trust).toContain(principalPlaceholder);
  expect(setup.permissions).toContain('<account>');
  expect(setup.planRoleCommands).toBeNull();
});

test('nothing that is not valid gets into a command for a shell', () => {
  const evil = '$(touch /tmp/x); rm -rf ~';
  const setup = awsSetup(
    { ...draft, 'backend.bucket': evil, deployerRoleArn: `arn:aws:iam::111122223333:role/${evil}`, account: evil },
    [],
  );
  const commands = [...setup.bucketCommands, ...setup.roleCommands].join('\n');
  expect(commands).not.toMatch(/[$;~]/);
  expect(setup.missing).toEqual(['account', 'backend.bucket']);
});

test('the commands name role and path, and the bucket’s own region', () => {
  const setup = awsSetup({ ...draft, 'backend.region': 'us-east-1' }, [flowport]);
  expect(setup.roleCommands[0]).toBe(
    'aws iam create-role --role-name flowport --path /platform/ --assume-role-policy-document file://trust.json',
  );
  // S3 refuses the name of this one region as a location.
  expect(setup.bucketCommands[0]).toBe('aws s3api create-bucket --bucket acme-flowport-state --region us-east-1');
  expect(awsSetup(draft, []).bucketCommands[0]).toContain('LocationConstraint=eu-central-1');
});

test('a read-only role gets commands of its own', () => {
  const planRoleArn = 'arn:aws:iam::111122223333:role/flowport-plan';
  expect(awsSetup({ ...draft, planRoleArn }, []).planRoleCommands).toEqual([
    'aws iam create-role --role-name flowport-plan --assume-role-policy-document file://trust.json',
    'aws iam attach-role-policy --role-name flowport-plan --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess',
  ]);
});
