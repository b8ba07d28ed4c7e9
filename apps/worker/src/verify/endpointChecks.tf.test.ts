import { listStackChecks } from '@flowport/db';
import type { CheckResult, ParameterOverrides } from '@flowport/domain';
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

  /** The rules of the listener by what they are for, as the blueprint numbers them. */
  const rules = { ui: 20, argo: 30, metadata: 40, refused: 50 };
  const rule = (name: keyof typeof rules) =>
    standing.object(
      'aws_lb_listener_rule',
      ({ attributes }) =>
        Number(attributes.priority) === rules[name] && JSON.stringify(attributes.condition).includes(`.${slug}.`),
    );
  const record = (host: string) => standing.object('aws_route53_record', new RegExp(`${host}\\.${slug}\\.`));
  const certificate = () =>
    standing.object('aws_acm_certificate', ({ attributes }) => String(attributes.domain_name).includes(`.${slug}.`));

  test('pages ask for a login and programs are let in, and the run has recorded it', async () => {
    const checks = await listStackChecks(stage.db, standing.stackId);
    expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['metadata', 'login']));
    expect(checks.find(({ name }) => name === 'metadata')?.detail).toContain(`https://metadata.${slug}`);
  });

  const expectFailed = (checks: Record<string, CheckResult>, fails: Record<string, RegExp>) => {
    const failed = Object.values(checks).filter(({ status }) => status === 'failed');
    expect(failed.map(({ name }) => name).sort()).toEqual(Object.keys(fails).sort());
    for (const { name, detail, remedy } of failed) {
      expect(detail).toMatch(fails[name] ?? /never/);
      expect(remedy).toMatch(/load balancer|secret/);
    }
  };

  test('a login redirect on the metadata host is found', async () => {
    const { attributes } = await rule('ui');
    const checks = await standing.checksWith(await rule('refused'), { action: attributes.action });
    expectFailed(checks, { metadata: /sends programs to a login \(302 to https:/ });
  });

  test('a metadata host that lets everybody in is found', async () => {
    const { attributes } = await rule('metadata');
    const action = (attributes.action as { type: string }[]).filter(({ type }) => type === 'forward');
    const checks = await standing.checksWith(await rule('refused'), { action });
    expectFailed(checks, { metadata: /answers 200 to who is not signed in/ });
  });

  test('programs that are refused in spite of what they hold are found', async () => {
    const { attributes } = await rule('refused');
    const checks = await standing.checksWith(await rule('metadata'), { action: attributes.action });
    expectFailed(checks, { metadata: /answers 401 .* to a program with/ });
  });

  test('a page without a login is found', async () => {
    const found = await rule('argo');
    const action = (found.attributes.action as { type: string }[]).filter(({ type }) => type === 'forward');
    expectFailed(await standing.checksWith(found, { action }), {
      login: /argo\..* answers 200 to who is not signed in/,
    });
  });

  test('a host without a DNS record is found', async () => {
    const found = await record('metadata');
    const checks = await standing.checksWith(found, { name: 'other', fqdn: `other.${slug}.metaflow.example.com` });
    expectFailed(checks, { metadata: /ENOTFOUND.*No DNS record/ });
  });

  test('a certificate for other names is found', async () => {
    const other = { domain_name: 'other.example.com', subject_alternative_names: ['other.example.com'] };
    const checks = await standing.checksWith(await certificate(), other);
    expectFailed(checks, { metadata: /certificate is for other names/, login: /certificate is for other names/ });
  });

  test('a secret that is not the one which lets programs in is found', async () => {
    const secret = await standing.object('aws_secretsmanager_secret_version', ({ attributes }) =>
      String(attributes.arn).includes(`mf-${slug}/`),
    );
    const checks = await standing.checksWith(secret, { secret_string: 'another' });
    expectFailed(checks, { metadata: /answers 40[01]/ });
  });

  test.runIf(endpoint.mode === 'alb-oidc')('a login at somebody else’s is found', async () => {
    const found = await rule('ui');
    const elsewhere = JSON.stringify(found.attributes.action).replaceAll(login, 'https://login.example.org');
    const checks = await standing.checksWith(found, { action: JSON.parse(elsewhere) });
    expectFailed(checks, {
      login: /sends to https:\/\/login\.example\.org.*, and not to https:\/\/login\.example\.com/,
    });
  });
});
