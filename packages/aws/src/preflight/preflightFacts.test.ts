import { judgePreflight, type PreflightQuestion, presets, type StackParameters } from '@flowport/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../../../sandbox/src/http/testing.ts';
import { endpointsAt } from '../endpoints.ts';
import { preflightFacts } from './preflightFacts.ts';

let sandbox: TestServices;
beforeAll(async () => {
  sandbox = await startTestServices();
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

const caller = (credentials = sandbox.keys) => ({
  region: sandbox.seed.region,
  endpoints: endpointsAt(sandbox.endpoint),
  credentials,
});

const login = 'https://login.example.com';
const { parameters } = presets.gpu;
const open: StackParameters = {
  ...parameters,
  cluster: {
    ...parameters.cluster,
    spotNodes: parameters.cluster.workerNodes,
    userPrincipals: ['arn:aws:iam::111122223333:role/people/data-scientists'],
  },
  endpoint: {
    mode: 'alb-oidc',
    domain: 'demo.metaflow.example.com',
    zoneId: 'Z0FLOWPORTSANDBOX',
    certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/demo',
    allowedCidrs: ['0.0.0.0/0'],
    machineAuth: 'key',
    oidc: {
      issuer: login,
      authorizationEndpoint: `${login}/authorize`,
      tokenEndpoint: `${login}/token`,
      userInfoEndpoint: `${login}/me`,
      jwksUri: `${login}/keys`,
      clientId: 'metaflow',
      clientSecretArn: 'arn:aws:secretsmanager:us-west-2:111122223333:secret:flowport/oidc-client-SaNdBx',
    },
  },
};

const question = (more: Partial<PreflightQuestion> = {}): PreflightQuestion => ({
  slug: 'fraud',
  account: sandbox.seed.account,
  region: sandbox.seed.region,
  parameters: open,
  present: null,
  isComputeGone: false,
  names: {
    bucket: 'mf-fraud-111122223333-us-west-2',
    database: 'mf-fraud',
    cluster: 'mf-fraud',
    roles: ['mf-fraud-usw2-task'],
    secrets: ['mf-fraud/metadata-key'],
  },
  neighbours: [],
  now: new Date(),
  ...more,
});

async function judged(more: Partial<PreflightQuestion> = {}) {
  const asked = question(more);
  return judgePreflight(asked, await preflightFacts(caller(), asked));
}

test('every question is answered, and nothing stands in the way in a seeded account', async () => {
  const checks = await judged();
  expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
  expect(checks.find(({ name }) => name === 'quota.L-F678F1CE')?.detail).toMatch(/^1 used \+ 1/);
});

test('names that are taken are found, each by its own service', async () => {
  const { stateBucket, deployerRole } = sandbox.seed;
  const names = {
    bucket: stateBucket,
    database: null,
    cluster: null,
    roles: [deployerRole.name],
    secrets: ['flowport/oidc-client'],
  };
  const facts = await preflightFacts(caller(), question({ names }));
  expect(facts.taken).toMatchObject({
    known: true,
    value: [
      { kind: 'bucket', name: stateBucket },
      { kind: 'role', name: deployerRole.name },
      { kind: 'secret', name: 'flowport/oidc-client' },
    ],
  });
});

test('what does not exist is told apart from what could not be asked', async () => {
  const { endpoint, cluster } = open;
  const facts = await preflightFacts(
    caller(),
    question({
      parameters: {
        ...open,
        cluster: {
          ...cluster,
          userPrincipals: [
            'arn:aws:iam::111122223333:role/nobody',
            'arn:aws:iam::111122223333:user/nobody',
            'arn:aws:iam::111122223333:role/data-scientists',
            'arn:aws:iam::999999999999:role/elsewhere',
          ],
        },
        endpoint: {
          ...endpoint,
          zoneId: 'Z0NOSUCHZONE',
          certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/none',
          oidc: endpoint.oidc && {
            ...endpoint.oidc,
            clientSecretArn: 'arn:aws:secretsmanager:us-west-2:111122223333:secret:none-AbCdEf',
          },
        },
      },
    }),
  );
  expect(facts).toMatchObject({
    certificate: { known: true, value: undefined },
    zone: { known: true, value: undefined },
    secret: { known: true, value: undefined },
    principals: [
      { exists: { known: true, value: false } },
      { exists: { known: true, value: false } },
      // Its path is part of an ARN.
      { exists: { known: true, value: false } },
      { exists: { known: false, why: expect.stringContaining('another account') } },
    ],
  });
});

test('credentials that do not work are the only answer', async () => {
  const wrong = caller({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wrong' });
  const facts = await preflightFacts(wrong, question());
  expect(facts.identity).toMatchObject({ known: false, why: expect.stringContaining('key pair') });
  const statuses = judgePreflight(question(), facts).map(({ status }) => status);
  expect(statuses.slice(0, 1)).toEqual(['failed']);
  expect(new Set(statuses.slice(1))).toEqual(new Set(['skipped']));
});
