import { readFile } from 'node:fs/promises';
import type { CheckView } from '@flowport/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SandboxProcess, startSandboxProcess } from '../../../../apps/worker/src/testing/sandboxProcess.ts';
import { assumeRole, endpointsAt, preflightFacts } from '../../../aws/src/index.ts';
import { openTestPortal, type TestPortal } from '../testing/portal.ts';

/** A preflight as the form sends it, answered by the real questions of the SDK to an account of the sandbox. */
let sandbox: SandboxProcess;
let portal: TestPortal;
let keys: { accessKeyId: string; secretAccessKey: string };

beforeAll(async () => {
  sandbox = await startSandboxProcess();
  keys = JSON.parse(await readFile(sandbox.file, 'utf8'));
  const endpoints = endpointsAt(sandbox.endpoint);
  portal = await openTestPortal({
    preflightFacts: (target, question) =>
      preflightFacts(
        {
          region: target.region,
          endpoints,
          credentials: () =>
            assumeRole({
              roleArn: target.deployerRoleArn,
              externalId: sandbox.externalId,
              region: target.region,
              sessionName: 'flowport-check',
              tags: {},
              base: keys,
              endpoints,
            }),
        },
        question,
      ),
  });
});
afterAll(async () => {
  await portal.close();
  await sandbox.stop();
});

const login = 'https://login.example.com';
const open = {
  cluster: { userPrincipals: ['arn:aws:iam::111122223333:role/people/data-scientists'] },
  network: { cidr: '10.20.0.0/20' },
  endpoint: {
    mode: 'alb-oidc',
    domain: 'demo.metaflow.example.com',
    zoneId: 'Z0FLOWPORTSANDBOX',
    certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/demo',
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

async function preflight(fields: Record<string, unknown> = {}): Promise<{ passed: boolean; checks: CheckView[] }> {
  const { status, body } = await portal.call('rita', 'POST', '/stacks/preflight', {
    ...portal.request({ parameters: open }),
    ...fields,
  });
  expect(status).toBe(200);
  return body;
}

const failing = (checks: CheckView[]) => checks.filter(({ status }) => status === 'failed').map(({ name }) => name);

type Found = { account: string; scope: string; type: string; id: string; attributes: Record<string, unknown> };
/** Changes an object for as long as `look` takes. */
async function whileChanged<T>(type: string, id: RegExp, attributes: Record<string, unknown>, look: () => Promise<T>) {
  const { objects } = (await sandbox.control(`GET /objects?type=${type}`)) as { objects: Found[] };
  const object = objects.find((one) => id.test(one.id));
  if (!object) throw new Error(`No ${type} fits ${id}.`);
  const { attributes: before, account, scope } = object;
  const change = (to: Record<string, unknown>) =>
    sandbox.control('PATCH /objects', { account, scope, type, id: object.id, attributes: to });
  await change(attributes);
  try {
    return await look();
  } finally {
    await change(Object.fromEntries(Object.keys(attributes).map((name) => [name, before[name] ?? null])));
  }
}

test('nothing stands in the way in the account as it is seeded', async () => {
  const { passed, checks } = await preflight();
  expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
  expect(passed).toBe(true);
});

test.each([
  ['aws_vpc', 'quota.L-F678F1CE', 1],
  ['aws_internet_gateway', 'quota.L-A4707A72', 0],
  ['aws_eip', 'quota.L-0263D0A3', 0],
  ['aws_eks_cluster', 'quota.L-1194D53C', 0],
  ['aws_db_instance', 'quota.L-7B6409FD', 0],
  ['aws_lb', 'quota.L-53DA6B97', 0],
  ['L-1216C47A', 'quota.L-1216C47A', 3],
])('a quota of %s that is used up fails %s alone, with its code', async (type, name, limit) => {
  await sandbox.control('PUT /quotas', { [type]: limit });
  try {
    const { passed, checks } = await preflight();
    expect(failing(checks)).toEqual([name]);
    expect(passed).toBe(false);
    const code = name.replace('quota.', '');
    expect(checks.find((check) => check.name === name)?.remedy).toContain(`/quotas/${code}`);
  } finally {
    await sandbox.control('PUT /quotas', { [type]: null });
  }
});

const vcpus = 'quota.L-1216C47A';
test('vCPUs that suffice for the start and not for the most are a warning', async () => {
  await sandbox.control('PUT /quotas', { 'L-1216C47A': 5 });
  try {
    const { passed, checks } = await preflight();
    expect(checks.find(({ name }) => name === vcpus)).toMatchObject({ status: 'warning' });
    expect(passed).toBe(true);
  } finally {
    await sandbox.control('PUT /quotas', { 'L-1216C47A': null });
  }
});

test.each<[string, string, RegExp, Record<string, unknown>, string]>([
  ['a certificate that waits', 'aws_acm_certificate', /demo/, { status: 'PENDING_VALIDATION' }, 'certificate'],
  ['a private zone', 'aws_route53_zone', /SANDBOX/, { private_zone: true }, 'zone'],
  ['a zone of another name', 'aws_route53_zone', /SANDBOX/, { name: 'example.org' }, 'zone'],
  [
    'a principal under another path',
    'aws_iam_role',
    /data-scientists/,
    { arn: 'arn:aws:iam::111122223333:role/data-scientists' },
    'principals',
  ],
])('%s is found', async (_what, type, id, attributes, name) => {
  const { checks } = await whileChanged(type, id, attributes, () => preflight());
  expect(failing(checks)).toEqual([name]);
});

test('a role that cannot be assumed is told, and nothing else is claimed', async () => {
  const nobody = { assume_role_policy: JSON.stringify({ Version: '2012-10-17', Statement: [] }) };
  const { checks } = await whileChanged('aws_iam_role', /flowport-deployer/, nobody, () => preflight());
  expect(failing(checks)).toEqual(['identity']);
  expect(checks[0]).toMatchObject({ detail: expect.stringContaining('trust policy') });
  expect(new Set(checks.slice(1).map(({ status }) => status))).toEqual(new Set(['skipped']));
});

test('somebody else’s network is a warning, and a name that is taken a failure', async () => {
  const vpc = { cidr_block: '10.20.0.0/16' };
  // The account has a role of this name.
  const { checks } = await whileChanged('aws_default_vpc', /vpc-/, vpc, () => preflight({ slug: 'research' }));
  expect(failing(checks)).toEqual(['names']);
  expect(checks.find(({ name }) => name === 'names')?.detail).toBe('The role research exists.');
  expect(checks.find(({ name }) => name === 'cidr')).toMatchObject({ status: 'warning' });
});

test('a secret that is gone is found', async () => {
  const { objects } = (await sandbox.control('GET /objects?type=aws_secretsmanager_secret')) as { objects: Found[] };
  const [{ account, scope, type, id } = { account: '', scope: '', type: '', id: '' }] = objects;
  await sandbox.control('DELETE /objects', { account, scope, type, id });
  expect(failing((await preflight()).checks)).toEqual(['secret']);
});
