import { z } from 'zod';
import { guidesOf } from './guides.ts';
import { metaflowConfig, type Reach } from './metaflowConfig.ts';
import type { EndpointOutput, StackOutputs, WorkspaceOutput } from './outputs.ts';
import { userPolicy } from './userPolicy.ts';
import { workspaceEndpoints } from './workspaceEndpoints.ts';

export const endpointSchema = z.object({
  id: z.string(),
  title: z.string(),
  url: z.string().nullable().describe('Where it answers to everybody who is let in; null without a load balancer'),
  localUrl: z.string().describe('Where it answers on the laptop while the command runs'),
  internalUrl: z.string().describe('Where it answers inside the cluster'),
  portForwardCommand: z.string(),
});

export const identitySchema = z.object({
  component: z.string(),
  team: z.string().nullable(),
  mechanism: z.enum(['irsa', 'pod-identity']),
  namespace: z.string(),
  serviceAccount: z.string(),
  roleArn: z.string(),
  annotation: z.string().nullable().describe('As it stands on the service account; Pod Identity needs none'),
  trustPolicy: z.json(),
});

/** A command, or a text to paste, that works as it stands. */
export const guideLineSchema = z.object({ title: z.string(), text: z.string() });
export const guideSchema = z.object({
  id: z.enum(['laptop', 'ci', 'kubernetes']),
  title: z.string(),
  lines: z.array(guideLineSchema),
});

/** Where a team's flows run and what its people configure; `team` is null where all share one. */
export const workspaceSchema = z.object({
  team: z.string().nullable(),
  namespace: z.string(),
  serviceAccount: z.string(),
  datastoreRoot: z.string(),
  profile: z.string().describe('METAFLOW_PROFILE'),
  configFileName: z.string(),
  metaflowConfig: z.record(z.string(), z.string()),
  userPolicy: z.json().describe('The IAM policy that the people of the team need'),
  guides: z.array(guideSchema),
});

export const connectionPackSchema = z.object({
  slug: z.string(),
  notice: z.string().nullable().describe('What stands in the way of using the stack right now'),
  account: z.string(),
  region: z.string(),
  cluster: z.object({ name: z.string(), endpoint: z.string(), version: z.string(), oidcIssuer: z.string() }),
  kubeconfigCommand: z.string(),
  /** How programs sign in to the metadata service from outside; null without a load balancer. */
  machineAccess: z
    .object({
      header: z.string(),
      value: z.string().describe('With a placeholder for the secret'),
      command: z.string(),
    })
    .nullable(),
  endpoints: z.array(endpointSchema),
  identities: z.array(identitySchema),
  datastore: z.object({ bucket: z.string(), kmsKeyArn: z.string() }),
  workspaces: z.array(workspaceSchema),
});
export type ConnectionPack = z.infer<typeof connectionPackSchema>;
export type ConnectionWorkspace = z.infer<typeof workspaceSchema>;

const localPorts: Record<string, number> = {
  metadata: 8080,
  ui: 3000,
  'ui-backend': 8083,
  argo: 2746,
  'events-webhook': 12000,
};

/**
 * Everything a team needs to use a ready stack, rendered from its outputs. No secret is in it: where a program needs
 * one, the pack has the command that fetches it with the rights of whoever runs it.
 */
export function renderConnectionPack(slug: string, outputs: StackOutputs): ConnectionPack {
  const { foundation, cluster, services } = outputs;
  const endpoints = services.services.map((service) => {
    const localPort = localPorts[service.id] ?? service.port;
    return {
      id: service.id,
      title: service.title,
      url: publicUrl(cluster.endpoint, service.id),
      localUrl: `http://127.0.0.1:${localPort}`,
      internalUrl: `http://${service.service}.${service.namespace}.svc.cluster.local:${service.port}`,
      portForwardCommand: `kubectl --context ${cluster.cluster_name} -n ${service.namespace} port-forward svc/${service.service} ${localPort}:${service.port}`,
    };
  });
  const kubeconfigCommand = `aws eks update-kubeconfig --region ${foundation.region} --name ${cluster.cluster_name} --alias ${cluster.cluster_name}`;
  const machineAccess = cluster.endpoint && machineAccessOf(cluster.endpoint, foundation.region);
  const workspaceOf = (workspace: WorkspaceOutput): ConnectionWorkspace => {
    const profile = workspace.team === null ? slug : `${slug}-${workspace.team}`;
    const own = workspaceEndpoints(endpoints, workspace.namespace);
    const reach: Reach = { endpoints: own, machineAccess, workspace, argoVersion: services.argo_version };
    const config = metaflowConfig(foundation.datastore_bucket, reach);
    return {
      team: workspace.team,
      namespace: workspace.namespace,
      serviceAccount: workspace.service_account,
      datastoreRoot: `s3://${foundation.datastore_bucket}/${workspace.datastore_prefix}`,
      profile,
      configFileName: `config_${profile}.json`,
      metaflowConfig: config,
      userPolicy: userPolicy(outputs, workspace),
      guides: guidesOf({ profile, kubeconfigCommand, config, endpoints: own, machineAccess, workspace, outputs }),
    };
  };
  return {
    slug,
    notice: null,
    account: foundation.account_id,
    region: foundation.region,
    cluster: {
      name: cluster.cluster_name,
      endpoint: cluster.cluster_endpoint,
      version: cluster.cluster_version,
      oidcIssuer: cluster.oidc_issuer,
    },
    kubeconfigCommand,
    machineAccess,
    endpoints,
    identities: cluster.identities.map((identity) => ({
      component: identity.component,
      team: identity.team,
      mechanism: identity.mechanism,
      namespace: identity.namespace,
      serviceAccount: identity.service_account,
      roleArn: identity.role_arn,
      annotation: identity.mechanism === 'irsa' ? `eks.amazonaws.com/role-arn: ${identity.role_arn}` : null,
      trustPolicy: z.json().parse(JSON.parse(identity.trust_policy)),
    })),
    datastore: { bucket: foundation.datastore_bucket, kmsKeyArn: foundation.datastore_kms_key_arn },
    workspaces: services.workspaces.map(workspaceOf),
  };
}

function publicUrl(endpoint: EndpointOutput | null, id: string): string | null {
  if (endpoint === null) return null;
  switch (id) {
    case 'metadata':
      return `https://${endpoint.metadata_host}`;
    case 'ui':
      return `https://${endpoint.ui_host}`;
    case 'ui-backend':
      return `https://${endpoint.ui_host}/api`;
    case 'argo':
      return `https://${endpoint.argo_host}`;
    default:
      return null;
  }
}

/** A placeholder stands for the secret, and the command prints what takes its place. */
function machineAccessOf(endpoint: EndpointOutput, region: string): ConnectionPack['machineAccess'] {
  const { metadata_key_secret_arn: key, machine_client: client } = endpoint;
  const secretText = (arn: string) =>
    `aws secretsmanager get-secret-value --region ${region} --secret-id ${arn} --query SecretString --output text`;
  if (endpoint.machine_auth === 'key' && key !== null) {
    return { header: 'x-api-key', value: '<key>', command: secretText(key) };
  }
  if (client === null) {
    return {
      header: 'Authorization',
      value: 'Bearer <token>',
      command: '# Get a token from your identity provider, as your organisation does it.',
    };
  }
  const { token_url, client_id, scope, secret_arn } = client;
  return {
    header: 'Authorization',
    value: 'Bearer <token>',
    command: `curl -sf -u "${client_id}:$(${secretText(secret_arn)})" -d grant_type=client_credentials -d scope=${scope} ${token_url} | jq -r .access_token`,
  };
}
