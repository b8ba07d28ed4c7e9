import { describe, expect, test } from 'vitest';
import { outputSchemas } from './outputs.ts';
import { connectionPackSchema, renderConnectionPack } from './pack.ts';
import { open, outputs, withTokens } from './testing/examples.ts';

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
    const pack = renderConnectionPack('fraud', withTokens);
    expect(pack.machineAccess?.command).toMatch(/^curl .*amazoncognito\.com\/oauth2\/token/);
    expect(pack.workspaces[0]?.metaflowConfig).toMatchObject({
      METAFLOW_SERVICE_HEADERS: '{"Authorization":"Bearer <token>"}',
      METAFLOW_ARGO_WORKFLOWS_USE_SCHEDULES: 'true',
    });
  });
});
