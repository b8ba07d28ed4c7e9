import { expect, test } from 'vitest';
import { trustProblem } from './trustJudgement.ts';

const issuer = 'oidc.eks.us-west-2.amazonaws.com/id/ABC';
const identity = {
  mechanism: 'irsa' as const,
  oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/${issuer}`,
  issuer: `https://${issuer}`,
  namespace: 'metaflow-jobs',
  serviceAccount: 'argo-workflow',
};
const statement = {
  Effect: 'Allow',
  Principal: { Federated: identity.oidcProviderArn },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: {
    StringEquals: {
      [`${issuer}:aud`]: 'sts.amazonaws.com',
      [`${issuer}:sub`]: 'system:serviceaccount:metaflow-jobs:argo-workflow',
    },
  },
};
const policy = (...statements: unknown[]) => ({ Version: '2012-10-17', Statement: statements });

test('a policy for exactly this service account is right', () => {
  expect(trustProblem(policy(statement), identity)).toBeUndefined();
  expect(trustProblem({ Version: '2012-10-17', Statement: statement }, identity)).toBeUndefined();
});

const equals = statement.Condition.StringEquals;
test.each([
  [
    'another service account',
    { Condition: { StringEquals: { ...equals, [`${issuer}:sub`]: 'system:serviceaccount:a:b' } } },
  ],
  [
    'two service accounts',
    { Condition: { StringEquals: { ...equals, [`${issuer}:sub`]: [equals[`${issuer}:sub`], 'x'] } } },
  ],
  ['no audience', { Condition: { StringEquals: { [`${issuer}:sub`]: equals[`${issuer}:sub`] } } }],
  ['no subject', { Condition: { StringEquals: { [`${issuer}:aud`]: equals[`${issuer}:aud`] } } }],
  ['a pattern', { Condition: { StringLike: equals } }],
  ['a pattern beside it', { Condition: { StringEquals: equals, StringLike: { x: 'y' } } }],
  ['no condition', { Condition: undefined }],
  ['another provider', { Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/other' } }],
  ['everybody', { Principal: '*' }],
  ['everybody in AWS', { Principal: { AWS: '*', Federated: identity.oidcProviderArn } }],
  ['another action', { Action: ['sts:AssumeRoleWithWebIdentity', 'sts:AssumeRole'] }],
  ['a denial', { Effect: 'Deny' }],
])('a policy with %s is wrong', (_name, change) => {
  expect(trustProblem(policy({ ...statement, ...change }), identity)).toMatch(/trust policy/);
});

test('a second statement is wrong, whatever it says', () => {
  expect(trustProblem(policy(statement, statement), identity)).toContain('2 statements');
});

test.each([undefined, null, 'text', {}, { Statement: [] }])('%s is no policy', (document) => {
  expect(trustProblem(document, identity)).toMatch(/policy/);
});

const byPod = {
  mechanism: 'pod-identity' as const,
  account: '111122223333',
  clusterName: 'mf-fraud',
  namespace: 'kube-system',
  serviceAccount: 'cluster-autoscaler',
};
const podStatement = {
  Effect: 'Allow',
  Principal: { Service: 'pods.eks.amazonaws.com' },
  Action: ['sts:TagSession', 'sts:AssumeRole'],
  Condition: {
    StringEquals: {
      'aws:SourceAccount': '111122223333',
      'aws:RequestTag/eks-cluster-name': 'mf-fraud',
      'aws:RequestTag/kubernetes-namespace': 'kube-system',
      'aws:RequestTag/kubernetes-service-account': 'cluster-autoscaler',
    },
  },
};

test('a policy for Pod Identity is right when it names account, cluster, namespace and service account', () => {
  expect(trustProblem(policy(podStatement), byPod)).toBeUndefined();
  expect(trustProblem(policy(podStatement), identity)).toMatch(/pods\.eks/);
  expect(trustProblem(policy(statement), byPod)).toMatch(/in place of pods\.eks/);
});

test.each(Object.keys(podStatement.Condition.StringEquals))('a policy for Pod Identity without %s is wrong', (key) => {
  const { [key]: _, ...rest } = podStatement.Condition.StringEquals as Record<string, string>;
  expect(trustProblem(policy({ ...podStatement, Condition: { StringEquals: rest } }), byPod)).toContain(key);
});
