import type { Layer } from '@flowport/domain';

/** What Terraform would have read back, in the form of the domain's outputSchemas. */
export const testOutputs: Record<Layer, Record<string, unknown>> = {
  foundation: {
    account_id: '111122223333',
    region: 'us-west-2',
    vpc_id: 'vpc-1',
    datastore_bucket: 'mf-datastore',
    datastore_kms_key_arn: 'arn:aws:kms:us-west-2:111122223333:key/1',
    database_endpoint: 'db.example:5432',
  },
  cluster: {
    cluster_name: 'mf-cluster',
    cluster_endpoint: 'https://cluster.example',
    cluster_version: '1.35',
    oidc_issuer: 'https://oidc.example/id/1',
    oidc_provider_arn: 'arn:aws:iam::111122223333:oidc-provider/oidc.example/id/1',
    identities: [
      {
        component: 'task',
        namespace: 'jobs',
        service_account: 'argo-workflow',
        role_arn: 'arn:aws:iam::111122223333:role/mf-task',
        trust_policy: '{"Version":"2012-10-17","Statement":[]}',
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
    ],
    jobs_namespace: 'jobs',
    task_service_account: 'argo-workflow',
    events: {
      event_bus: 'default',
      event_source: 'argo-events-webhook',
      service_account: 'operate-workflow-sa',
      event: 'metaflow-event',
    },
  },
};
