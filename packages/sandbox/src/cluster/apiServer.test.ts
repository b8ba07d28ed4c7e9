import { GetObjectCommand } from '@aws-sdk/client-s3';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Keys, startTestServices, type TestServices } from '../http/testing.ts';
import { sha256, sign } from '../http/testingSigner.ts';
import { grant, type Plant, plantCluster, plantedCluster } from '../testing/plantCluster.ts';

let sandbox: TestServices;
let put: Plant;
let deployer: Keys;

beforeAll(async () => {
  sandbox = await startTestServices();
  put = plantCluster(sandbox.objects);
  deployer = await sessionOf(sandbox.seed.deployerRole.arn);
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

async function sessionOf(RoleArn: string): Promise<Keys> {
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'run-1', ExternalId: sandbox.seed.externalId });
  const { Credentials } = await sandbox.sts().send(command);
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** As `aws eks get-token` makes it. */
function tokenOf(keys: Keys, o: { cluster?: string; at?: Date; seconds?: number } = {}): string {
  const query = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
  const headers = { 'x-k8s-aws-id': o.cluster ?? plantedCluster.name };
  const { url } = sign(
    { method: 'GET', path: '/', query, headers, payloadHash: sha256('') },
    {
      service: 'sts',
      region: 'us-west-2',
      keys,
      endpoint: 'https://sts.us-west-2.amazonaws.com',
      presignSeconds: o.seconds ?? 60,
      ...(o.at && { at: o.at }),
    },
  );
  return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
}

type Asked = { token?: string; method?: string; body?: unknown };
async function ask(path: string, { token = tokenOf(deployer), method = 'GET', body }: Asked = {}) {
  const response = await fetch(`${sandbox.endpoint}/_world/https/${plantedCluster.host}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into a document that it then asserts on.
  const json: any = text.startsWith('{') ? JSON.parse(text) : undefined;
  return { status: response.status, text, json };
}

describe('who may speak to a cluster', () => {
  it('is whoever has an access entry, with a token signed for this cluster', async () => {
    expect((await ask('/version')).json).toMatchObject({ gitVersion: 'v1.35.2-eks-sandbox' });
  });

  it.each([
    ['without an access entry', () => tokenOf(sandbox.keys)],
    ['with a token for another cluster', () => tokenOf(deployer, { cluster: 'mf-other' })],
    ['with a token that has expired', () => tokenOf(deployer, { at: new Date(Date.now() - 120_000) })],
    ['with a token that lives too long', () => tokenOf(deployer, { seconds: 3600 })],
    ['with a token that is none', () => 'k8s-aws-v1.bm9uc2Vuc2U'],
    ['with a signature of another secret', () => tokenOf({ ...deployer, secretAccessKey: 'wrong' })],
  ])('is nobody %s', async (_, token) => {
    const { status, json } = await ask('/version', { token: token() });
    expect({ status, json }).toMatchObject({ status: 401, json: { kind: 'Status', reason: 'Unauthorized' } });
  });

  it('is a person whose groups a binding names, within what it grants', async () => {
    const arn = `arn:aws:iam::${sandbox.seed.account}:role/flowport-deployer`;
    grant(put, arn, undefined, ['metaflow-users']);
    sandbox.objects.remove({
      account: sandbox.seed.account,
      scope: 'us-west-2',
      type: 'aws_eks_access_policy_association',
      id: `mf-demo#${arn}#arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
    });
    put('kubernetes_role_binding_v1', 'mf-alpha/users', {
      metadata: [{ name: 'users', namespace: 'mf-alpha' }],
      role_ref: [{ kind: 'ClusterRole', name: 'edit' }],
      subject: [{ kind: 'Group', name: 'metaflow-users' }],
    });
    expect((await ask('/api/v1/namespaces/mf-alpha/serviceaccounts')).status).toBe(200);
    // Argo Events asks the chart for aggregate roles, so `edit` covers its kinds as well.
    expect((await ask('/apis/argoproj.io/v1alpha1/namespaces/mf-alpha/eventbus/default')).status).toBe(200);
    const { status, json } = await ask('/api/v1/nodes');
    expect({ status, json }).toMatchObject({
      status: 403,
      json: {
        reason: 'Forbidden',
        message: expect.stringMatching(/^nodes is forbidden: User ".*run-1" cannot list resource "nodes"/),
      },
    });
    const review = { spec: { resourceAttributes: { verb: 'create', resource: 'pods', namespace: 'mf-alpha' } } };
    const own = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    expect((await ask(own, { method: 'POST', body: review })).json.status.allowed).toBe(true);
    grant(put, arn, 'AmazonEKSClusterAdminPolicy');
    const group = { groups: ['metaflow-users'], resourceAttributes: { verb: 'list', resource: 'secrets' } };
    const reviews = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
    expect((await ask(reviews, { method: 'POST', body: { spec: group } })).json.status.allowed).toBe(false);
  });
});

describe('what a cluster shows', () => {
  it('are the nodes that its groups want, with labels and taints', async () => {
    const { items } = (await ask('/api/v1/nodes')).json;
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({
      metadata: { labels: { 'flowport.dev/node-group': 'system', 'node.kubernetes.io/instance-type': 'm6i.large' } },
      spec: { taints: [{ key: 'only', value: 'system', effect: 'NoSchedule' }] },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    });
  });

  it('are deployments of its own and of its charts, with the pods that are ready', async () => {
    const { json } = await ask('/apis/apps/v1/namespaces/metaflow/deployments/metadata-service');
    expect(json.status).toMatchObject({ replicas: 2, readyReplicas: 2 });
    const argo = (await ask('/apis/apps/v1/namespaces/argo/deployments')).json.items;
    expect(argo.map((one: { metadata: { name: string } }) => one.metadata.name)).toEqual([
      'argo-workflow-controller',
      'argo-server',
    ]);
    const missing = await ask('/apis/apps/v1/namespaces/metaflow/deployments/nothing');
    expect(missing).toMatchObject({ status: 404, json: { message: 'deployments.apps "nothing" not found' } });
  });

  it('are the event bus and source that a release carries, once their kinds are defined', async () => {
    const path = '/apis/argoproj.io/v1alpha1/namespaces/mf-alpha';
    const deployed = {
      status: { conditions: expect.arrayContaining([expect.objectContaining({ type: 'Deployed', status: 'True' })]) },
    };
    expect((await ask(`${path}/eventbus/default`)).json).toMatchObject(deployed);
    expect((await ask(`${path}/eventsources/argo-events-webhook`)).json).toMatchObject(deployed);
    expect((await ask(`${path}/eventbus/other`)).status).toBe(404);
    const undefinedKind = await ask('/apis/elbv2.k8s.aws/v1beta1/namespaces/metaflow/targetgroupbindings');
    expect(undefinedKind.json.message).toBe('the server could not find the requested resource');
  });
});

it('has no nodes, and nothing that is ready, while its groups are at zero', async () => {
  const { account, scope } = { account: sandbox.seed.account, scope: 'us-west-2' };
  const groups = sandbox.objects.list({ account, scope, type: 'aws_eks_node_group' });
  const resize = (desired: number | undefined) => {
    for (const group of groups) {
      const scaling = { min_size: 0, desired_size: desired, max_size: 3 };
      sandbox.objects.put(
        desired === undefined ? group : { ...group, attributes: { ...group.attributes, scaling_config: [scaling] } },
      );
    }
  };
  const ready = async () =>
    (await ask('/apis/apps/v1/namespaces/metaflow/deployments/metadata-service')).json.status.readyReplicas ?? 0;
  expect(await ready()).toBe(2);
  resize(0);
  expect((await ask('/api/v1/nodes')).json.items).toEqual([]);
  expect(await ready()).toBe(0);
  resize(undefined);
  expect(await ready()).toBe(2);
});

describe('the token of a service account', () => {
  const path = (account: string) => `/api/v1/namespaces/mf-alpha/serviceaccounts/${account}/token`;
  const spec = { audiences: ['sts.amazonaws.com'], expirationSeconds: 900 };

  it('is signed by the cluster for the audience that is asked for', async () => {
    const { status, json } = await ask(path('metaflow-task'), { method: 'POST', body: { spec } });
    expect(status).toBe(201);
    expect(decodeJwt(json.status.token)).toMatchObject({
      iss: plantedCluster.issuer,
      sub: 'system:serviceaccount:mf-alpha:metaflow-task',
      aud: ['sts.amazonaws.com'],
    });
  });

  it('is only given to an account that exists, and for ten minutes at least', async () => {
    expect(await ask(path('nobody'), { method: 'POST', body: { spec } })).toMatchObject({
      status: 404,
      json: { message: 'serviceaccounts "nobody" not found' },
    });
    const short = { spec: { ...spec, expirationSeconds: 60 } };
    expect((await ask(path('metaflow-task'), { method: 'POST', body: short })).status).toBe(422);
  });

  it('lets the account speak to the cluster itself, within its own rights', async () => {
    const { json } = await ask(path('metaflow-task'), { method: 'POST', body: {} });
    const { token } = json.status;
    expect((await ask('/version', { token })).status).toBe(200);
    expect((await ask('/api/v1/nodes', { token })).status).toBe(403);
  });
});

describe('the proxy to a service', () => {
  const ping = '/api/v1/namespaces/metaflow/services/metadata-service:8080/proxy/ping';

  it('reaches the application behind its ready pods', async () => {
    expect(await ask(ping)).toMatchObject({ status: 200, text: 'pong' });
    expect((await ask('/api/v1/namespaces/argo/services/argo-server:2746/proxy/')).status).toBe(200);
    const webhook =
      '/api/v1/namespaces/mf-alpha/services/argo-events-webhook-eventsource-svc:12000/proxy/metaflow-event';
    expect((await ask(webhook, { method: 'POST', body: {} })).text).toBe('success');
  });

  it('says what is missing: the service, its port, a pod that is ready', async () => {
    expect((await ask(ping.replace('metadata-service', 'other'))).json.message).toBe('services "other" not found');
    const port = await ask(ping.replace('8080', '9'));
    expect(port).toMatchObject({
      status: 503,
      json: { message: 'no service port "9" found for service "metadata-service"' },
    });
    const key = {
      account: sandbox.seed.account,
      scope: `https://${plantedCluster.host}`,
      type: 'kubernetes_deployment_v1',
      id: 'metaflow/metadata-service',
    };
    const deployment = sandbox.objects.get(key);
    if (deployment === undefined) throw new Error('the deployment was not planted');
    sandbox.objects.put({ ...deployment, attributes: { ...deployment.attributes, ready_replicas: 0 } });
    const crashed = await ask(ping);
    expect(crashed).toMatchObject({
      status: 503,
      json: { message: 'no endpoints available for service "metadata-service:8080"' },
    });
    sandbox.objects.put(deployment);
  });
});

it('answers for a host that nobody has as a failed connection', async () => {
  const response = await fetch(`${sandbox.endpoint}/_world/https/nowhere.example.com/ping`);
  expect(response.status).toBe(421);
  expect(await response.json()).toMatchObject({ code: 'ENOTFOUND' });
  // S3 is still S3.
  const missing = sandbox.s3().send(new GetObjectCommand({ Bucket: 'no-such-bucket', Key: 'a' }));
  await expect(missing).rejects.toThrow('The specified bucket does not exist');
});
