import { z } from 'zod';

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
  namespace: z.string(),
  service_account: z.string(),
  role_arn: z.string(),
  trust_policy: z.string().describe('The role’s assume-role policy as a JSON document'),
});

export const clusterOutputsSchema = z.object({
  cluster_name: z.string(),
  cluster_endpoint: z.url(),
  cluster_version: z.string(),
  oidc_issuer: z.url(),
  oidc_provider_arn: z.string(),
  identities: z.array(identityOutputSchema),
});

export const serviceOutputSchema = z.object({
  id: z.enum(['metadata', 'ui', 'ui-backend', 'argo', 'events-webhook']),
  title: z.string(),
  namespace: z.string(),
  service: z.string().describe('Name of the Kubernetes Service'),
  port: z.int(),
  health_path: z.string(),
});

export const servicesOutputsSchema = z.object({
  services: z.array(serviceOutputSchema),
  jobs_namespace: z.string(),
  task_service_account: z.string(),
  events: z.object({
    event_bus: z.string(),
    event_source: z.string(),
    service_account: z.string(),
    event: z.string(),
  }),
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
