import { z } from 'zod';
import { endpointModes } from '../blueprint/endpoint.ts';

/**
 * What each layer of a blueprint hands to the connection pack, as Terraform outputs. The names are Terraform's; `infra`
 * declares them, the worker reads them from the apply, and no secret is among them.
 */
export const foundationOutputsSchema = z.object({
  account_id: z.string(),
  region: z.string(),
  vpc_id: z.string(),
  datastore_bucket: z.string(),
  datastore_kms_key_arn: z.string(),
  database_endpoint: z.string().describe('host:port'),
});

export const identityOutputSchema = z.object({
  component: z.string().describe('Who uses it, e.g. task, ui-backend, autoscaler'),
  team: z.string().nullable().describe('Of the role of a team; null for what all share'),
  mechanism: z.enum(['irsa', 'pod-identity']),
  namespace: z.string(),
  service_account: z.string(),
  role_arn: z.string(),
  trust_policy: z.string().describe('The role’s assume-role policy as a JSON document'),
});
export type IdentityOutput = z.infer<typeof identityOutputSchema>;

/** The load balancer in front of the services. The texts of its secrets are in Secrets Manager alone. */
export const endpointOutputSchema = z.object({
  mode: z.enum(endpointModes).exclude(['port-forward']),
  ui_host: z.string(),
  argo_host: z.string(),
  metadata_host: z.string(),
  load_balancer_dns: z.string(),
  certificate_arn: z.string(),
  machine_auth: z.enum(['key', 'jwt']),
  metadata_key_secret_arn: z.string().nullable().describe('Of the key in x-api-key'),
  machine_client: z
    .object({ client_id: z.string(), token_url: z.url(), scope: z.string(), secret_arn: z.string() })
    .nullable()
    .describe('Of the client that programs get their tokens with, where the stack has one'),
});
export type EndpointOutput = z.infer<typeof endpointOutputSchema>;

export const clusterOutputsSchema = z.object({
  cluster_name: z.string(),
  cluster_endpoint: z.url(),
  cluster_ca: z.string().describe('The certificate authority of the Kubernetes API, PEM in base64'),
  cluster_version: z.string(),
  oidc_issuer: z.url(),
  oidc_provider_arn: z.string(),
  identities: z.array(identityOutputSchema),
  /** Terraform keeps no output that is null. */
  endpoint: endpointOutputSchema.nullable().default(null),
});

export const serviceOutputSchema = z.object({
  id: z.enum(['metadata', 'ui', 'ui-backend', 'argo', 'events-webhook']),
  title: z.string(),
  namespace: z.string(),
  service: z.string().describe('Name of the Kubernetes Service'),
  port: z.int(),
  health_path: z.string(),
});

/** Where flows run: one for all, or one for each team of the stack. */
export const workspaceOutputSchema = z.object({
  team: z.string().nullable(),
  namespace: z.string(),
  service_account: z.string(),
  datastore_prefix: z.string().describe('Key prefix in the bucket without slashes at its ends, e.g. metaflow/fraud'),
  events: z.object({
    event_bus: z.string(),
    event_source: z.string(),
    service_account: z.string(),
    event: z.string(),
  }),
});
export type WorkspaceOutput = z.infer<typeof workspaceOutputSchema>;

export const servicesOutputsSchema = z.object({
  services: z.array(serviceOutputSchema).describe('What all share; an events-webhook is in each workspace’s namespace'),
  workspaces: z.array(workspaceOutputSchema).min(1),
  argo_version: z.string(),
});

export const outputSchemas = {
  foundation: foundationOutputsSchema,
  cluster: clusterOutputsSchema,
  services: servicesOutputsSchema,
} as const;

export type StackOutputs = {
  foundation: z.infer<typeof foundationOutputsSchema>;
  cluster: z.infer<typeof clusterOutputsSchema>;
  services: z.infer<typeof servicesOutputsSchema>;
};
