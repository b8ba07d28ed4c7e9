import { listStackChecks } from '@flowport/db';
import type { ParameterOverrides } from '@flowport/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../testing/stage.ts';
import { type Standing, standStack } from '../testing/standing.ts';

/** What stands in front of a stack, in each mode and for each way of programs to sign in, broken on purpose. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.startWorker();
});
afterAll(() => stage.close());

const login = 'https://login.example.com';
const zoneId = 'Z0FLOWPORTSANDBOX';
const modes: [string, string, NonNullable<ParameterOverrides['endpoint']>][] = [
  ['cognito, programs by token', 'cogjwt', { mode: 'alb-cognito', machineAuth: 'jwt' }],
  [
    'oidc, programs by key',
    'oidckey',
    {
      mode: 'alb-oidc',
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
  ],
];

describe.each(modes)('behind a load balancer with %s', (_mode, slug, endpoint) => {
  let standing: Standing;
  beforeAll(async () => {
    standing = await standStack(stage, slug, {
      endpoint: { domain: `${slug}.metaflow.example.com`, zoneId, ...endpoint },
    });
  });

  const rule = (host: 'ui' | 'argo' | 'metadata') => standing.object('aws_lb_listener_rule', new RegExp(host));

  test('pages ask for a login and programs are let in, and the run has recorded it', async () => {
    const checks = await listStackChecks(stage.db, standing.stackId);
    expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['metadata', 'login']));
    expect(checks.find(({ name }) => name === 'metadata')?.detail).toContain(`https://metadata.${slug}`);
  });

  void rule;
});
