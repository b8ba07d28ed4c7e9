import { expect, test } from 'vitest';
import { trustWords } from './trustWords.ts';

const issuer = 'oidc.eks.us-west-2.amazonaws.com/id/A';
const names = { namespace: 'mf-alpha', serviceAccount: 'metaflow-task' };
const webIdentity = (condition: Record<string, Record<string, unknown>>) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: condition,
    },
  ],
});
const exact = (subject: unknown) => ({
  StringEquals: { [`${issuer}:sub`]: subject, [`${issuer}:aud`]: 'sts.amazonaws.com' },
});

test('a role of one service account says which, whose token it takes and made for whom', () => {
  const trustPolicy = webIdentity(exact('system:serviceaccount:mf-beta:metaflow-task'));
  expect(trustWords({ ...names, trustPolicy })).toBe(
    `Only pods with the service account metaflow-task in the namespace mf-beta may become this role: by a token which the cluster’s issuer ${issuer} has made for sts.amazonaws.com.`,
  );
});

test('a role of Pod Identity says that an association names the service account', () => {
  const trustPolicy = {
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'pods.eks.amazonaws.com' },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
      },
    ],
  };
  expect(trustWords({ ...names, trustPolicy })).toMatch(/Pod Identity.*metaflow-task in the namespace mf-alpha/);
});

test.each([
  ['a subject with a wildcard', webIdentity(exact('system:serviceaccount:mf-beta:*'))],
  ['a pattern', webIdentity({ StringLike: { [`${issuer}:sub`]: 'system:serviceaccount:a:b' } })],
  ['two subjects', webIdentity(exact(['system:serviceaccount:a:b', 'system:serviceaccount:a:c']))],
  ['no audience', webIdentity({ StringEquals: { [`${issuer}:sub`]: 'system:serviceaccount:a:b' } })],
  ['two statements', { Statement: [...webIdentity({}).Statement, ...webIdentity({}).Statement] }],
  ['everybody', { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }] }],
])('a policy with %s is not put into words that would promise more', (_what, trustPolicy) => {
  expect(trustWords({ ...names, trustPolicy })).toBeNull();
});
