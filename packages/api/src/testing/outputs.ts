import type { Layer, StackOutputs } from '@flowport/domain';

/** What Terraform would have read back of a stack without a load balancer, whose users all share one namespace. */
export const testOutputs: StackOutputs & Record<Layer, Record<string, unknown>> = {
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
    cluster_ca: 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==',
    cluster_version: '1.35',
    oidc_issuer: 'https://oidc.example/id/1',
    oidc_provider_arn: 'arn:aws:iam::111122223333:oidc-provider/oidc.example/id/1',
    identities: [
      {
        component: 'task',
        team: null,
        mechanism: 'irsa',
        namespace: 'jobs',
        service_account: 'argo-workflow',
        role_arn: 'arn:aws:iam::111122223333:role/mf-task',
        trust_policy: '{"Version":"2012-10-17","Statement":[]}',
      },
    ],
    endpoint: null,
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
    workspaces: [
      {
        team: null,
        namespace: 'jobs',
        service_account: 'argo-workflow',
        datastore_prefix: 'metaflow',
        events: {
          event_bus: 'default',
          event_source: 'argo-events-webhook',
          service_account: 'operate-workflow-sa',
          event: 'metaflow-event',
        },
      },
    ],
    argo_version: '3.7',
  },
};
