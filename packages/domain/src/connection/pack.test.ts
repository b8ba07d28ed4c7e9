import { expect, test } from 'vitest';
import { outputSchemas, type StackOutputs } from './outputs.ts';
import { connectionPackSchema, renderConnectionPack } from './pack.ts';

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
    cluster_version: '1.35',
    oidc_issuer: 'https://oidc.eks.us-west-2.amazonaws.com/id/A',
    oidc_provider_arn: 'arn:aws:iam::111122223333:oidc-provider/x',
    identities: [
      {
        component: 'task',
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
    jobs_namespace: 'metaflow-jobs',
    task_service_account: 'argo-workflow',
    events: {
      event_bus: 'default',
      event_source: 'argo-events-webhook',
      service_account: 'operate-workflow-sa',
      event: 'metaflow-event',
    },
  },
};

test('the outputs of the example satisfy the schemas that the layers must satisfy', () => {
  for (const layer of ['foundation', 'cluster', 'services'] as const)
    expect(outputSchemas[layer].parse(outputs[layer])).toEqual(outputs[layer]);
});

test('laptops reach the metadata service by port-forwarding, pods by its cluster name', () => {
  const pack = connectionPackSchema.parse(renderConnectionPack('fraud', outputs));
  expect(pack.metaflowConfig).toMatchObject({
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
  expect(renderConnectionPack('fraud', outputs).metaflowConfig).not.toHaveProperty('METAFLOW_UI_URL');
});

test('the annotation of a service account names its own role', () => {
  expect(renderConnectionPack('fraud', outputs).identities[0]).toMatchObject({
    annotation: 'eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/mf-fraud-task',
    trustPolicy: { Version: '2012-10-17' },
  });
});
