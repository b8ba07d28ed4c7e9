import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { listStackChecks } from '@flowport/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../testing/stage.ts';
import { type Standing, standStack } from '../testing/standing.ts';

/** Each check of a real stack, broken on purpose behind Terraform's back: what it says, and that the others still pass. */
let stage: Stage;
let standing: Standing;

beforeAll(async () => {
  stage = await openStage();
  await stage.startWorker();
  standing = await standStack(stage, 'proof', {
    teams: ['alpha', 'beta'],
    cluster: {
      controllerIdentity: 'pod-identity',
      userPrincipals: ['arn:aws:iam::111122223333:role/people/data-scientists'],
    },
  });
});
afterAll(() => stage.close());

const failing = (checks: Record<string, { status: string }>) =>
  Object.entries(checks)
    .filter(([, check]) => check.status === 'failed')
    .map(([name]) => name);

test('all of a stack that stands is proven, and the run has recorded it', async () => {
  const recorded = await listStackChecks(stage.db, standing.stackId);
  const names = recorded.map(({ name }) => name);
  for (const name of ['account', 'state', 'outputs', 'nodes', 'deployments', 'metadata', 'people']) {
    expect(names).toContain(name);
  }
  for (const name of ['identity.alpha', 'identity.beta', 'events.mf-alpha', 'events.mf-beta']) {
    expect(names).toContain(name);
  }
  // What Pod Identity gives to pods alone cannot be tried from outside, and says so.
  expect(recorded.filter(({ status }) => status !== 'passed').map(({ name, status }) => [name, status])).toEqual([
    ['identity.cluster-autoscaler', 'skipped'],
    ['identity.ebs-csi', 'skipped'],
  ]);
});

test('nothing is left in the bucket by the proof, not even an old version', async () => {
  const { outputs, caller } = standing.probe;
  await standing.checks();
  const { credentials, endpoints, region } = caller;
  const client = new S3Client({
    region,
    forcePathStyle: true,
    ...(endpoints ? { endpoint: endpoints.s3 } : {}),
    ...(credentials ? { credentials } : {}),
  });
  const left = await client.send(new ListObjectVersionsCommand({ Bucket: outputs.foundation.datastore_bucket }));
  client.destroy();
  expect([left.Versions ?? [], left.DeleteMarkers ?? []]).toEqual([[], []]);
});

const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const s3 = (action: string, path: string) => ({
  Effect: 'Allow',
  Action: action,
  Resource: `arn:aws:s3:::${standing.probe.outputs.foundation.datastore_bucket}/${path}`,
});
const key = () => ({
  Effect: 'Allow',
  Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
  Resource: standing.probe.outputs.foundation.datastore_kms_key_arn,
});
const trust = (document: unknown) => ({ assume_role_policy: JSON.stringify(document) });

type Fault = {
  what: string;
  object: [type: string, id: RegExp];
  attributes: (before: Record<string, unknown>) => Record<string, unknown>;
  fails: Record<string, RegExp>;
};

const faults: Fault[] = [
  {
    what: 'a role that another namespace may become too',
    object: ['aws_iam_role', /^mf-proof-.*task-alpha$/],
    attributes: ({ assume_role_policy: document }) =>
      trust(JSON.parse(String(document).replace('mf-alpha:metaflow-task', '*:metaflow-task'))),
    fails: { 'identity.alpha': /asks for .*:sub/ },
  },
  {
    what: 'a role whose policy allows the prefixes of all teams',
    object: ['aws_iam_role_policy', /task-alpha/],
    attributes: () => ({ policy: policy(s3('s3:*', 'metaflow/*'), key()) }),
    fails: { 'identity.alpha': /may write s3:.*\/metaflow\/beta/ },
  },
  {
    what: 'a role that reads what another team wrote',
    object: ['aws_iam_role_policy', /task-beta/],
    attributes: () => ({ policy: policy(s3('s3:*', 'metaflow/beta/*'), s3('s3:GetObject', 'metaflow/*'), key()) }),
    fails: { 'identity.beta': /may read s3:.*\/metaflow\/alpha/ },
  },
  {
    what: 'a role that may not write its own prefix',
    object: ['aws_iam_role_policy', /task-alpha/],
    attributes: () => ({ policy: policy(s3('s3:GetObject', 'metaflow/alpha/*'), key()) }),
    fails: { 'identity.alpha': /may not write .*AccessDenied/ },
  },
  {
    what: 'a role of a service that writes what tasks wrote',
    object: ['aws_iam_role_policy', /ui-backend/],
    attributes: () => ({ policy: policy(s3('s3:*', '*'), key()) }),
    fails: { 'identity.ui-backend': /may write/ },
  },
  {
    what: 'an issuer that IAM does not know for the audience',
    object: ['aws_iam_openid_connect_provider', /oidc-provider/],
    attributes: () => ({ client_id_list: ['other'] }),
    fails: {
      'identity.alpha': /refused .*InvalidIdentityToken/,
      'identity.beta': /refused/,
      'identity.ui-backend': /refused/,
      'identity.argo-server': /refused/,
      'identity.vpc-cni': /refused/,
    },
  },
  {
    what: 'nodes that do not become ready',
    object: ['aws_eks_node_group', /:.*system/],
    attributes: () => ({ nodes_ready: false }),
    fails: { nodes: /0 of 2 nodes are ready; not ready: ip-/ },
  },
  {
    what: 'a deployment whose pods crash',
    object: ['kubernetes_deployment_v1', /ui-backend/],
    attributes: () => ({ ready_replicas: 0 }),
    fails: { deployments: /has 0 of 1 replicas ready/ },
  },
  {
    what: 'a metadata service without a pod that is ready',
    object: ['kubernetes_deployment_v1', /metadata-service$/],
    attributes: () => ({ ready_replicas: 0 }),
    fails: { deployments: /metadata-service has 0 of/, metadata: /no endpoints available/ },
  },
  {
    what: 'a Service that selects no pods',
    object: ['kubernetes_service_v1', /metadata-service$/],
    attributes: ({ spec }) => ({ spec: (spec as object[]).map((one) => ({ ...one, selector: { app: 'other' } })) }),
    fails: { metadata: /no endpoints available for service/ },
  },
  {
    what: 'people without their role binding',
    object: ['kubernetes_role_binding_v1', /^mf-alpha\/metaflow-users$/],
    attributes: () => ({ subject: [{ kind: 'Group', name: 'others' }] }),
    fails: { people: /metaflow-users may not .*create jobs in mf-alpha/ },
  },
  {
    what: 'people without a tunnel to the services',
    object: ['kubernetes_role_binding_v1', /^metaflow\/metaflow-users-port-forward$/],
    attributes: () => ({ subject: [{ kind: 'Group', name: 'others' }] }),
    fails: { people: /may not create pods\/portforward in metaflow/ },
  },
];

test.each(faults)('$what is found, with cause and remedy', async ({ object, attributes, fails }) => {
  const found = await standing.object(...object);
  const checks = await standing.checksWith(found, attributes(found.attributes));
  expect(failing(checks).sort()).toEqual(Object.keys(fails).sort());
  for (const [name, detail] of Object.entries(fails)) {
    expect(checks[name]).toMatchObject({
      detail: expect.stringMatching(detail),
      remedy: expect.stringMatching(/\w{4}/),
    });
  }
});

test.each([
  ['default', /event bus default is not deployed/],
  ['argo-events-webhook', /event source argo-events-webhook is not deployed/],
])('events without %s are found for each team', async (name, detail) => {
  const release = await standing.object('helm_release', /^argo\//);
  const checks = await standing.checksWith(release, { unready: [name] });
  for (const namespace of ['mf-alpha', 'mf-beta']) {
    expect(checks[`events.${namespace}`]).toMatchObject({
      status: 'failed',
      detail: expect.stringMatching(detail),
      remedy: expect.stringContaining(`-n ${namespace} describe event`),
    });
  }
});

test('a service account that is gone is found by its identity', async () => {
  const account = await standing.object('kubernetes_service_account_v1', /^mf-beta\/metaflow-task$/);
  const checks = await standing.checksWith(account, { metadata: [{ namespace: 'mf-beta', name: 'renamed' }] });
  expect(checks['identity.beta']).toMatchObject({ status: 'failed', detail: expect.stringContaining('not found') });
});

test('a run whose verification fails leaves a degraded stack, with every check on record', async () => {
  const { attributes: _, ...object } = await standing.object('kubernetes_deployment_v1', /ui-backend/);
  await stage.sandbox.control('PATCH /objects', { ...object, attributes: { ready_replicas: 0 } });
  const change = await stage.change(standing.stackId, { parameters: { database: { backupDays: 3 } } });
  await stage.reached(change, ['awaiting_approval']);
  await stage.approve(change);
  const run = await stage.reached(change, ['failed']);
  expect(run.error).toMatch(/Deployments: .*ui-backend.* has 0 of 1 replicas ready.*describe deployment/);
  expect((await stage.stack(standing.stackId)).status).toBe('degraded');
  const recorded = await listStackChecks(stage.db, standing.stackId);
  expect(recorded.filter(({ status }) => status === 'failed').map(({ name }) => name)).toEqual(['deployments']);
  expect(recorded.map(({ name }) => name)).toEqual(expect.arrayContaining(['identity.alpha', 'nodes', 'metadata']));
  await stage.sandbox.control('PATCH /objects', { ...object, attributes: { ready_replicas: null } });
  stage.complaints.take();
});

test('a cluster that does not know the deployer fails what needs it, and each says so', async () => {
  const entry = await standing.object('aws_eks_access_entry', /flowport-deployer/);
  await stage.sandbox.control('DELETE /objects', {
    account: entry.account,
    scope: entry.scope,
    type: entry.type,
    id: entry.id,
  });
  const checks = await standing.checks();
  for (const name of ['nodes', 'deployments', 'metadata', 'people', 'events.mf-alpha', 'identity.alpha']) {
    expect(checks[name]).toMatchObject({ status: 'failed', detail: expect.stringContaining('access entry') });
  }
});
