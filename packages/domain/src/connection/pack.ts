import { z } from 'zod';
import type { StackOutputs } from './outputs.ts';

export const endpointSchema = z.object({
  id: z.string(),
  title: z.string(),
  localUrl: z.string().describe('Where it answers on the laptop while the command runs'),
  internalUrl: z.string().describe('Where it answers inside the cluster'),
  portForwardCommand: z.string(),
});

export const identitySchema = z.object({
  component: z.string(),
  namespace: z.string(),
  serviceAccount: z.string(),
  roleArn: z.string(),
  annotation: z.string().describe('As it stands on the service account'),
  trustPolicy: z.json(),
});

export const connectionPackSchema = z.object({
  slug: z.string(),
  account: z.string(),
  region: z.string(),
  cluster: z.object({ name: z.string(), endpoint: z.string(), version: z.string(), oidcIssuer: z.string() }),
  kubeconfigCommand: z.string(),
  endpoints: z.array(endpointSchema),
  identities: z.array(identitySchema),
  datastore: z.object({ bucket: z.string(), root: z.string(), kmsKeyArn: z.string() }),
  profile: z.string().describe('METAFLOW_PROFILE'),
  configFileName: z.string(),
  metaflowConfig: z.record(z.string(), z.string()),
});
export type ConnectionPack = z.infer<typeof connectionPackSchema>;

const localPorts: Record<string, number> = {
  metadata: 8080,
  ui: 3000,
  'ui-backend': 8083,
  argo: 2746,
  'events-webhook': 12000,
};

/**
 * Everything a team needs to use a ready stack, rendered from its outputs. The keys of `metaflowConfig` are those of
 * Metaflow's `metaflow_config.py` that apply when the services are reached by port-forwarding.
 */
export function renderConnectionPack(slug: string, outputs: StackOutputs): ConnectionPack {
  const { foundation, cluster, services } = outputs;
  const endpoints = services.services.map((service) => {
    const localPort = localPorts[service.id] ?? service.port;
    return {
      id: service.id,
      title: service.title,
      localUrl: `http://127.0.0.1:${localPort}`,
      internalUrl: `http://${service.service}.${service.namespace}.svc.cluster.local:${service.port}`,
      portForwardCommand: `kubectl --context ${cluster.cluster_name} -n ${service.namespace} port-forward svc/${service.service} ${localPort}:${service.port}`,
    };
  });
  const endpoint = (id: string) => endpoints.find((candidate) => candidate.id === id);
  const webhook = endpoint('events-webhook');
  const optional = (key: string, value: string | undefined) => (value === undefined ? {} : { [key]: value });
  return {
    slug,
    account: foundation.account_id,
    region: foundation.region,
    cluster: {
      name: cluster.cluster_name,
      endpoint: cluster.cluster_endpoint,
      version: cluster.cluster_version,
      oidcIssuer: cluster.oidc_issuer,
    },
    kubeconfigCommand: `aws eks update-kubeconfig --region ${foundation.region} --name ${cluster.cluster_name} --alias ${cluster.cluster_name}`,
    endpoints,
    identities: cluster.identities.map((identity) => ({
      component: identity.component,
      namespace: identity.namespace,
      serviceAccount: identity.service_account,
      roleArn: identity.role_arn,
      annotation: `eks.amazonaws.com/role-arn: ${identity.role_arn}`,
      trustPolicy: z.json().parse(JSON.parse(identity.trust_policy)),
    })),
    datastore: {
      bucket: foundation.datastore_bucket,
      root: `s3://${foundation.datastore_bucket}/metaflow`,
      kmsKeyArn: foundation.datastore_kms_key_arn,
    },
    profile: slug,
    configFileName: `config_${slug}.json`,
    metaflowConfig: {
      METAFLOW_DEFAULT_DATASTORE: 's3',
      METAFLOW_DATASTORE_SYSROOT_S3: `s3://${foundation.datastore_bucket}/metaflow`,
      METAFLOW_DEFAULT_METADATA: 'service',
      ...optional('METAFLOW_SERVICE_URL', endpoint('metadata')?.localUrl),
      ...optional('METAFLOW_SERVICE_INTERNAL_URL', endpoint('metadata')?.internalUrl),
      ...optional('METAFLOW_UI_URL', endpoint('ui')?.localUrl),
      METAFLOW_KUBERNETES_NAMESPACE: services.jobs_namespace,
      METAFLOW_KUBERNETES_SERVICE_ACCOUNT: services.task_service_account,
      ...optional('METAFLOW_ARGO_WORKFLOWS_UI_URL', endpoint('argo')?.localUrl),
      METAFLOW_ARGO_EVENTS_EVENT_BUS: services.events.event_bus,
      METAFLOW_ARGO_EVENTS_EVENT_SOURCE: services.events.event_source,
      METAFLOW_ARGO_EVENTS_SERVICE_ACCOUNT: services.events.service_account,
      METAFLOW_ARGO_EVENTS_EVENT: services.events.event,
      ...optional('METAFLOW_ARGO_EVENTS_WEBHOOK_URL', webhook && `${webhook.localUrl}/${services.events.event}`),
      ...optional(
        'METAFLOW_ARGO_EVENTS_INTERNAL_WEBHOOK_URL',
        webhook && `${webhook.internalUrl}/${services.events.event}`,
      ),
    },
  };
}
