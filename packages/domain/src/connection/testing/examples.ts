import type { EndpointOutput, StackOutputs, WorkspaceOutput } from '../outputs.ts';

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

/** A stack that is reached by port-forwarding and has one workspace for all. */
export const outputs: StackOutputs = {
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
/** The same behind a load balancer, with two teams. */
export const open = (change: Partial<EndpointOutput> = {}, argoVersion = '3.7'): StackOutputs => ({
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

/** Programs sign in by tokens of the stack's own client, and Argo is of the line 4. */
export const withTokens = open(
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
