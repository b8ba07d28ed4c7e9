import { describe, expect, test } from 'vitest';
import { type EndpointOutput, outputSchemas, type StackOutputs, type WorkspaceOutput } from './outputs.ts';
import { connectionPackSchema, renderConnectionPack } from './pack.ts';

function workspace(team: string | null, namespace: string, account: string, prefix: string): WorkspaceOutput {
  return {
    team,
    namespace,
    service_account: account,
    datastore_prefix: prefix,
    events: {
      event_bus: 'default',
      event_source: 'argo-events-webhook',
      service_account: 'operate-workflow-sa',
      event: 'metaflow-event',
    },
  };
}

const outputs: StackOutputs = {
  foundation: {
    account_id: '111122223333',
    region: 'us-west-2',
    vpc_id: 'vpc-1',
    datastore_bucket: 'mf-fraud-111122223333-us-west-2',
    datastore_kms_key_arn: 'arn:aws:kms:us-west-2:111122223333:key/1',
    database_endpoint: 'db:5432',
  },
  cluster: {
    cluster_name: 'mf-fraud',
    cluster_endpoint: 'https://A.gr7.us-west-2.eks.amazonaws.com',
    cluster_ca: 'LS0tLS1CRUdJTg==',
    cluster_version: '1.35',
    endpoint: null,
    oidc_issuer: 'https://oidc.eks.us-west-2.amazonaws.com/id/A',
    oidc_provider_arn: 'arn:aws:iam::111122223333:oidc-provider/x',
    identities: [
      {
        component: 'task',
        team: null,
        mechanism: 'irsa',
        namespace: 'metaflow-jobs',
        service_account: 'argo-workflow',
        role_arn: 'arn:aws:iam::111122223333:role/mf-fraud-task',
        trust_policy: '{"Version":"2012-10-17"}',
      },
    ],
  },
  services: {
    services: [
      {
        id: 'metadata',
        title: 'Metadata service',
        namespace: 'metaflow',
        service: 'metadata-service',
        port: 8080,
        health_path: '/ping',
      },
      {
        id: 'events-webhook',
        title: 'Events',
        namespace: 'metaflow-jobs',
        service: 'argo-events-webhook-eventsource-svc',
        port: 12000,
        health_path: '/',
      },
    ],
    workspaces: [workspace(null, 'metaflow-jobs', 'argo-workflow', 'metaflow')],
    argo_version: '3.7',
  },
};

test('the outputs of the example satisfy the schemas that the layers must satisfy', () => {
  for (const layer of ['foundation', 'cluster', 'services'] as const)
    expect(outputSchemas[layer].parse(outputs[layer])).toEqual(outputs[layer]);
});

test('laptops reach the metadata service by port-forwarding, pods by its cluster name', () => {
  const pack = connectionPackSchema.parse(renderConnectionPack('fraud', outputs));
  expect(pack.workspaces[0]?.metaflowConfig).toMatchObject({
    METAFLOW_SERVICE_URL: 'http://127.0.0.1:8080',
    METAFLOW_SERVICE_INTERNAL_URL: 'http://metadata-service.metaflow.svc.cluster.local:8080',
    METAFLOW_DATASTORE_SYSROOT_S3: 's3://mf-fraud-111122223333-us-west-2/metaflow',
    METAFLOW_KUBERNETES_SERVICE_ACCOUNT: 'argo-workflow',
    METAFLOW_ARGO_EVENTS_INTERNAL_WEBHOOK_URL:
      'http://argo-events-webhook-eventsource-svc.metaflow-jobs.svc.cluster.local:12000/metaflow-event',
  });
  expect(pack.endpoints[0]?.portForwardCommand).toBe(
    'kubectl --context mf-fraud -n metaflow port-forward svc/metadata-service 8080:8080',
  );
  expect(pack.kubeconfigCommand).toBe('aws eks update-kubeconfig --region us-west-2 --name mf-fraud --alias mf-fraud');
});

test('a service that the stack does not have leaves no key behind', () => {
  expect(renderConnectionPack('fraud', outputs).workspaces[0]?.metaflowConfig).not.toHaveProperty('METAFLOW_UI_URL');
});

test('the annotation of a service account names its own role', () => {
  expect(renderConnectionPack('fraud', outputs).identities[0]).toMatchObject({
    annotation: 'eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/mf-fraud-task',
    trustPolicy: { Version: '2012-10-17' },
  });
});

describe('behind a load balancer', () => {
  const endpoint: EndpointOutput = {
    mode: 'alb-cognito',
    ui_host: 'ui.fraud.example.com',
    argo_host: 'argo.fraud.example.com',
    metadata_host: 'metadata.fraud.example.com',
    load_balancer_dns: 'mf-fraud-1.us-west-2.elb.amazonaws.com',
    certificate_arn: 'arn:aws:acm:us-west-2:111122223333:certificate/1',
    machine_auth: 'key',
    metadata_key_secret_arn: 'arn:aws:secretsmanager:us-west-2:111122223333:secret:mf-fraud/metadata-key-AbCdEf',
    machine_client: null,
  };
  const open = (change: Partial<EndpointOutput> = {}, argoVersion = '3.7'): StackOutputs => ({
    ...outputs,
    cluster: { ...outputs.cluster, endpoint: { ...endpoint, ...change } },
    services: {
      ...outputs.services,
      argo_version: argoVersion,
      workspaces: [
        workspace('risk', 'mf-risk', 'metaflow-task', 'metaflow/risk'),
        workspace('ads', 'mf-ads', 'metaflow-task', 'metaflow/ads'),
      ],
    },
  });

  test('each team has a profile, a namespace, a prefix and a policy of its own', () => {
    const pack = connectionPackSchema.parse(renderConnectionPack('fraud', open()));
    expect(pack.workspaces.map(({ team, profile, configFileName }) => [team, profile, configFileName])).toEqual([
      ['risk', 'fraud-risk', 'config_fraud-risk.json'],
      ['ads', 'fraud-ads', 'config_fraud-ads.json'],
    ]);
    expect(pack.workspaces[1]?.metaflowConfig).toMatchObject({
      METAFLOW_DATASTORE_SYSROOT_S3: 's3://mf-fraud-111122223333-us-west-2/metaflow/ads',
      METAFLOW_KUBERNETES_NAMESPACE: 'mf-ads',
      METAFLOW_ARGO_EVENTS_INTERNAL_WEBHOOK_URL:
        'http://argo-events-webhook-eventsource-svc.mf-ads.svc.cluster.local:12000/metaflow-event',
    });
    const policy = JSON.stringify(pack.workspaces[1]?.userPolicy);
    expect(policy).toContain('mf-fraud-111122223333-us-west-2/metaflow/ads/*');
    expect(policy).not.toContain('metaflow/risk');
  });

  test('laptops use the public names with the key, pods still the name in the cluster', () => {
    const [first] = renderConnectionPack('fraud', open()).workspaces;
    expect(first?.metaflowConfig).toMatchObject({
      METAFLOW_SERVICE_URL: 'https://metadata.fraud.example.com',
      METAFLOW_SERVICE_AUTH_KEY: '<key>',
      METAFLOW_SERVICE_INTERNAL_URL: 'http://metadata-service.metaflow.svc.cluster.local:8080',
      METAFLOW_ARGO_WORKFLOWS_ENV_VARS_TO_SKIP: 'METAFLOW_SERVICE_HEADERS,METAFLOW_SERVICE_AUTH_KEY',
    });
    expect(first?.metaflowConfig).not.toHaveProperty('METAFLOW_ARGO_WORKFLOWS_USE_SCHEDULES');
  });

  test('tokens come from the client of the stack, and Argo 4 needs its schedules named', () => {
    const jwt = open(
      {
        machine_auth: 'jwt',
        metadata_key_secret_arn: null,
        machine_client: {
          client_id: 'abc',
          token_url: 'https://mf-fraud.auth.us-west-2.amazoncognito.com/oauth2/token',
          scope: 'metadata/use',
          secret_arn: 'arn:aws:secretsmanager:us-west-2:111122223333:secret:mf-fraud/metadata-credentials-AbCdEf',
        },
      },
      '4.0',
    );
    const pack = renderConnectionPack('fraud', jwt);
    expect(pack.machineAccess?.command).toMatch(/^curl .*amazoncognito\.com\/oauth2\/token/);
    expect(pack.workspaces[0]?.metaflowConfig).toMatchObject({
      METAFLOW_SERVICE_HEADERS: '{"Authorization":"Bearer <token>"}',
      METAFLOW_ARGO_WORKFLOWS_USE_SCHEDULES: 'true',
    });
  });
});
