import { describe, expect, test } from 'vitest';
import { presets } from '../blueprint/presets.ts';
import { quotaNeeds } from '../blueprint/quotas.ts';
import type { StackParameters } from '../blueprint/sections.ts';
import type { CheckResult } from './check.ts';
import type { Answer, PreflightFacts, PreflightQuestion } from './facts.ts';
import { judgePreflight } from './judge.ts';
import { quotaGrowth } from './quotas.ts';

const known = <T>(value: T): Answer<T> => ({ known: true, value });
const unknown = { known: false, why: 'While asking: AWS answered AccessDenied.' } as const;

const clientSecretArn = 'arn:aws:secretsmanager:us-west-2:111122223333:secret:flowport/oidc-client-AbCdEf';
const certificateArn = 'arn:aws:acm:us-west-2:111122223333:certificate/demo';
const person = 'arn:aws:iam::111122223333:role/people/data-scientists';
const login = 'https://login.example.com';

const standard = presets.standard.parameters;
const open: StackParameters = {
  ...standard,
  cluster: { ...standard.cluster, userPrincipals: [person] },
  endpoint: {
    mode: 'alb-oidc',
    domain: 'demo.metaflow.example.com',
    zoneId: 'Z0FLOWPORTSANDBOX',
    certificateArn,
    allowedCidrs: ['0.0.0.0/0'],
    machineAuth: 'key',
    oidc: {
      issuer: login,
      authorizationEndpoint: `${login}/authorize`,
      tokenEndpoint: `${login}/token`,
      userInfoEndpoint: `${login}/me`,
      jwksUri: `${login}/keys`,
      clientId: 'metaflow',
      clientSecretArn,
    },
  },
};

const question: PreflightQuestion = {
  slug: 'fraud',
  account: '111122223333',
  region: 'us-west-2',
  parameters: open,
  present: null,
  isComputeGone: false,
  names: {
    bucket: 'mf-fraud-111122223333-us-west-2',
    database: 'mf-fraud',
    cluster: 'mf-fraud',
    roles: [],
    secrets: [],
  },
  neighbours: [{ slug: 'churn', cidr: '10.40.0.0/16' }],
  now: new Date('2026-11-24T12:00:00Z'),
};

const good: PreflightFacts = {
  identity: known({ account: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/flowport-deployer/x' }),
  networks: known([{ id: 'vpc-default', cidrs: ['172.31.0.0/16'], owner: null }]),
  taken: known([]),
  quotas: quotaNeeds(open).map(({ code }) => ({ code, quota: known(1000), used: known(1) })),
  versions: known([{ version: '1.35', status: 'STANDARD_SUPPORT' }]),
  certificate: known({ status: 'ISSUED', names: ['*.demo.metaflow.example.com'], expiresAt: '2027-06-01T00:00:00Z' }),
  zone: known({ name: 'metaflow.example.com.', isPrivate: false }),
  secret: known({ name: 'flowport/oidc-client', isDeleted: false }),
  principals: [{ arn: person, exists: known(true) }],
};

function judged(
  facts: Partial<PreflightFacts> = {},
  asked: Partial<PreflightQuestion> = {},
): Record<string, CheckResult> {
  const checks = judgePreflight({ ...question, ...asked }, { ...good, ...facts });
  return Object.fromEntries(checks.map((check) => [check.name, check]));
}

test('nothing stands in the way of a stack for which all is in order', () => {
  const checks = Object.values(judged());
  expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
  expect(checks.map(({ name }) => name)).toEqual([
    'identity',
    'cidr',
    'names',
    'kubernetes',
    'certificate',
    'zone',
    'secret',
    'principals',
    ...quotaNeeds(open).map(({ code }) => `quota.${code}`),
  ]);
});

test('without a load balancer and people nothing is asked of them', () => {
  const names = Object.keys(judged({}, { parameters: standard }));
  for (const name of ['certificate', 'zone', 'secret', 'principals', 'quota.L-53DA6B97'])
    expect(names).not.toContain(name);
});

const certificate = (change: object) => ({
  certificate: known({ status: 'ISSUED', names: ['*.demo.metaflow.example.com'], expiresAt: null, ...change }),
});
test.each<[string, string, Partial<PreflightFacts>, RegExp]>([
  [
    'credentials of another account',
    'identity',
    { identity: known({ account: '9', arn: 'x' }) },
    /account 9.*111122223333/,
  ],
  ['a role that cannot be assumed', 'identity', { identity: unknown }, /AccessDenied/],
  [
    'a name that is taken',
    'names',
    { taken: known([{ kind: 'bucket', name: 'b', why: 'belongs to another account' }]) },
    /bucket b belongs/,
  ],
  [
    'a version that EKS does not offer',
    'kubernetes',
    { versions: known([{ version: '1.36', status: 'STANDARD_SUPPORT' }]) },
    /does not offer 1.35/,
  ],
  [
    'a version in extended support',
    'kubernetes',
    { versions: known([{ version: '1.35', status: 'EXTENDED_SUPPORT' }]) },
    /six times/,
  ],
  ['no certificate', 'certificate', { certificate: known(undefined) }, /There is no arn/],
  ['a certificate that waits', 'certificate', certificate({ status: 'PENDING_VALIDATION' }), /PENDING_VALIDATION/],
  [
    'a certificate of the level above',
    'certificate',
    certificate({ names: ['*.metaflow.example.com'] }),
    /not for ui\.demo/,
  ],
  ['an expired certificate', 'certificate', certificate({ expiresAt: '2026-11-01T00:00:00Z' }), /expired/],
  ['no zone', 'zone', { zone: known(undefined) }, /no hosted zone Z0/],
  ['another zone', 'zone', { zone: known({ name: 'notmetaflow.example.com.', isPrivate: false }) }, /does not hold/],
  [
    'a zone whose name only ends alike',
    'zone',
    { zone: known({ name: 'o.metaflow.example.com.', isPrivate: false }) },
    /does not hold/,
  ],
  ['a private zone', 'zone', { zone: known({ name: 'metaflow.example.com.', isPrivate: true }) }, /private/],
  ['no secret', 'secret', { secret: known(undefined) }, /There is no arn/],
  ['a secret that goes', 'secret', { secret: known({ name: 's', isDeleted: true }) }, /scheduled/],
  [
    'a principal that does not exist',
    'principals',
    { principals: [{ arn: person, exists: known(false) }] },
    /no such role/,
  ],
])('%s fails %s, with a remedy', (_what, name, facts, detail) => {
  const check = judged(facts)[name];
  expect(check).toMatchObject({ status: 'failed', detail: expect.stringMatching(detail), remedy: expect.any(String) });
});

test.each<[string, Partial<PreflightFacts>]>([
  ['cidr', { networks: unknown }],
  ['names', { taken: unknown }],
  ['certificate', { certificate: unknown }],
  ['zone', { zone: unknown }],
  ['secret', { secret: unknown }],
  ['principals', { principals: [{ arn: person, exists: unknown }] }],
  ['quota.L-F678F1CE', { quotas: [{ code: 'L-F678F1CE', quota: unknown, used: known(1) }] }],
  ['quota.L-F678F1CE', { quotas: [] }],
])('%s that could not be asked is a warning, with what to permit', (name, facts) => {
  expect(judged(facts)[name]).toMatchObject({ status: 'warning', remedy: expect.any(String) });
});

test('nothing is claimed of an account that could not be entered, and what needs no account is still told', () => {
  const checks = judged({ identity: unknown }, { neighbours: [{ slug: 'churn', cidr: '10.20.0.0/14' }] });
  expect(checks.names?.status).toBe('skipped');
  expect(checks['quota.L-F678F1CE']?.status).toBe('skipped');
  expect(checks.cidr?.status).toBe('failed');
});

describe('the network', () => {
  test('that overlaps another stack fails, and a free one is named', () => {
    const cidr = judged({}, { neighbours: [{ slug: 'churn', cidr: '10.20.0.0/16' }] }).cidr;
    expect(cidr).toMatchObject({
      status: 'failed',
      detail: '10.20.0.0/16 overlaps 10.20.0.0/16 of the stack churn.',
      remedy: 'Choose 10.21.0.0/16, which is free.',
    });
  });

  test('that overlaps somebody else’s VPC is a warning', () => {
    const networks = known([{ id: 'vpc-1', cidrs: ['10.19.0.0/16', '10.20.128.0/17'], owner: null }]);
    expect(judged({ networks }).cidr).toMatchObject({ status: 'warning', detail: expect.stringContaining('vpc-1') });
  });

  test('does not overlap itself', () => {
    const networks = known([{ id: 'vpc-1', cidrs: ['10.20.0.0/16'], owner: 'fraud' }]);
    const neighbours = [{ slug: 'fraud', cidr: '10.20.0.0/16' }];
    expect(judged({ networks }, { neighbours, present: open }).cidr?.status).toBe('passed');
  });
});

test('support that ends soon is a warning, and its end a failure', () => {
  expect(judged({}, { now: new Date('2027-01-15T00:00:00Z') }).kubernetes).toMatchObject({
    status: 'warning',
    detail: expect.stringContaining('in 71 days'),
  });
  expect(judged({}, { now: new Date('2027-03-28T12:00:00Z') }).kubernetes?.status).toBe('failed');
});

test('a certificate in another region fails without asking', () => {
  const endpoint = { ...open.endpoint, certificateArn: certificateArn.replace('us-west-2', 'us-east-1') };
  const check = judged({ certificate: null }, { parameters: { ...open, endpoint } }).certificate;
  expect(check).toMatchObject({ status: 'failed', detail: expect.stringContaining('us-east-1') });
});

test('without a certificate one is asked for', () => {
  const endpoint = { ...open.endpoint, certificateArn: null };
  expect(judged({ certificate: null }, { parameters: { ...open, endpoint } }).certificate?.status).toBe('skipped');
});

describe('a quota', () => {
  const vpcs = 'L-F678F1CE';
  const vcpus = 'L-1216C47A';
  const with_ = (code: string, quota: number, used: number) =>
    judged({ quotas: [{ code, quota: known(quota), used: known(used) }] })[`quota.${code}`];

  test('that is just enough passes', () => {
    expect(with_(vpcs, 5, 4)).toMatchObject({ status: 'passed', detail: '4 used + 1 for this stack of 5.' });
  });

  test('that is one too small fails with its code and where to raise it', () => {
    expect(with_(vpcs, 5, 5)).toMatchObject({
      status: 'failed',
      detail: '5 used + 1 for this stack is more than 5 (vpc quota L-F678F1CE).',
      remedy: expect.stringContaining(
        'https://us-west-2.console.aws.amazon.com/servicequotas/home/services/vpc/quotas/L-F678F1CE',
      ),
    });
  });

  test('that only the largest size outgrows is a warning', () => {
    // 4 × m6i.large and 10 × m6i.xlarge are 48; it starts with 2 and 1, which are 8.
    expect(with_(vcpus, 47, 0)).toMatchObject({ status: 'warning', detail: expect.stringContaining('starts with 8') });
    expect(with_(vcpus, 7, 0)?.status).toBe('failed');
  });

  test('counts what a change adds, and not what is there already', () => {
    const parameters = { ...open, network: { ...open.network, nat: 'per-zone' as const } };
    const isComputeGone = false;
    expect(quotaGrowth({ parameters, present: open, isComputeGone })).toMatchObject([
      { code: 'L-0263D0A3', needed: 2 },
    ]);
    expect(quotaGrowth({ parameters: open, present: parameters, isComputeGone })).toEqual([]);
  });

  test('counts the compute that comes back to data which were retained', () => {
    const codes = quotaGrowth({ parameters: open, present: open, isComputeGone: true }).map(({ code }) => code);
    expect(codes).toEqual([vcpus, 'L-1194D53C', 'L-53DA6B97', 'L-858F3967', 'L-FE177D64']);
  });
});
