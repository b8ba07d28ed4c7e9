import { afterAll, beforeAll, expect, test } from 'vitest';
import { worldRequest } from '../../../../apps/worker/src/cloud/worldRequest.ts';
import { startTestServices, type TestServices } from '../../../sandbox/src/http/testing.ts';
import { plantCluster, plantedCluster } from '../../../sandbox/src/testing/plantCluster.ts';
import { assumeRole } from '../credentials/assumeRole.ts';
import type { AwsCredentials } from '../credentials/credentials.ts';
import { endpointsAt } from '../endpoints.ts';
import { eksToken } from './eksToken.ts';
import { type KubernetesClient, kubernetesClient } from './kubernetesClient.ts';

let sandbox: TestServices;
let deployer: AwsCredentials;
let client: KubernetesClient;

const clientOf = (credentials: AwsCredentials, endpoint = `https://${plantedCluster.host}`, now = () => new Date()) =>
  kubernetesClient({
    endpoint,
    certificateAuthority: '',
    token: (at) => eksToken({ cluster: plantedCluster.name, region: 'us-west-2', credentials, now: at }),
    now,
    request: worldRequest(sandbox.endpoint),
    signal: new AbortController().signal,
  });

beforeAll(async () => {
  sandbox = await startTestServices();
  plantCluster(sandbox.objects);
  deployer = await assumeRole({
    roleArn: sandbox.seed.deployerRole.arn,
    externalId: sandbox.seed.externalId,
    region: sandbox.seed.region,
    sessionName: 'flowport-run_1',
    tags: {},
    base: sandbox.keys,
    endpoints: endpointsAt(sandbox.endpoint),
  });
  client = clientOf(deployer);
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

test('nodes, deployments and events are read as the cluster has them', async () => {
  expect(await client.nodes()).toEqual([
    { name: expect.stringMatching(/^ip-/), isReady: true },
    { name: expect.stringMatching(/^ip-/), isReady: true },
  ]);
  expect(await client.deployments('metaflow')).toEqual([{ name: 'metadata-service', wanted: 2, ready: 2 }]);
  expect(await client.eventBus('mf-alpha', 'default')).toMatchObject({ isDeployed: true });
  expect(await client.eventSource('mf-alpha', 'argo-events-webhook')).toMatchObject({ isDeployed: true });
});

test.each([-20, 20])('a clock that is %d minutes off is put right by that of the cluster', async (minutes) => {
  const off = clientOf(deployer, undefined, () => new Date(Date.now() + minutes * 60_000));
  expect(await off.nodes()).toHaveLength(2);
});

test('what is not there is not found', async () => {
  await expect(client.eventBus('mf-alpha', 'other')).rejects.toMatchObject({
    code: 'not_found',
    publicMessage: expect.stringContaining('reading the event bus mf-alpha/other'),
  });
});

test('a service account gets a token for an audience', async () => {
  const token = await client.serviceAccountToken({ namespace: 'mf-alpha', name: 'metaflow-task' }, 'sts.amazonaws.com');
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  expect(claims).toMatchObject({ sub: 'system:serviceaccount:mf-alpha:metaflow-task', aud: ['sts.amazonaws.com'] });
});

test('a service is asked through the proxy, and one that is not there is told from an application that refuses', async () => {
  const metadata = { namespace: 'metaflow', service: 'metadata-service', port: 8080 };
  expect(await client.throughService(metadata, '/ping')).toMatchObject({ status: 200, text: 'pong' });
  expect((await client.throughService(metadata, '/nothing')).status).toBe(404);
  await expect(client.throughService({ ...metadata, service: 'other' }, '/ping')).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(client.throughService({ ...metadata, port: 9 }, '/ping')).rejects.toMatchObject({ code: 'unavailable' });
});

test('what somebody may do is asked without being them', async () => {
  const review = { user: 'somebody', namespace: 'mf-alpha', verb: 'create', group: 'batch', resource: 'jobs' };
  expect(await client.mayDo({ ...review, groups: ['metaflow-users'] })).toBe(false);
  expect(await client.mayDo({ ...review, groups: ['system:masters'] })).toBe(true);
});

test('a caller without an access entry is told so', async () => {
  await expect(clientOf(sandbox.keys).nodes()).rejects.toMatchObject({
    code: 'credentials_refused',
    publicMessage: expect.stringContaining('no access entry'),
  });
});

test('a host that does not exist is told with what that means', async () => {
  await expect(clientOf(deployer, 'https://gone.eks.amazonaws.com').nodes()).rejects.toMatchObject({
    code: 'unavailable',
    publicMessage: expect.stringMatching(/ENOTFOUND.*DNS/),
  });
});
