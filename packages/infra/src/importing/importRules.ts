import type { LayerDocument } from '../input.ts';
import { type Lookup, valueAt } from './configuredValue.ts';

/** What is known of a resource that a state misses. */
export type Unstated = {
  address: string;
  type: string;
  /** Terraform's id, where it was heard. */
  id: string | null;
  /** The ARN under which AWS lists the resource's tags, where it was found by them. */
  arn: string | null;
};

type Values = (path: string) => string | undefined;
type Names = (value: Values) => string | undefined;

type ImportRule = {
  /** From Terraform's id to the id of an import block; left out where Terraform's id does not say enough. */
  id?: (id: string, value: Values) => string | undefined;
  /** From what the configuration says of the resource. */
  names?: Names;
  /** From the ARN. */
  arn?: (arn: string) => string;
  /**
   * Making it once more is no harm: it replaces what is there, adopts it, or there is nothing outside of Terraform. So
   * where its id was not heard nobody has to look for it.
   */
  isHarmless?: true;
};

const same = (id: string) => id;
const afterSlash = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);
const afterColon = (arn: string) => arn.slice(arn.lastIndexOf(':') + 1);

/** Attributes of the configuration, joined; undefined where one of them is not known. */
function joined(separator: string, ...paths: string[]): Names {
  return (value) => {
    const parts = paths.map(value);
    return parts.every((part) => part !== undefined) ? parts.join(separator) : undefined;
  };
}

const byId: ImportRule = { id: same, arn: afterSlash };
const byArn: ImportRule = { id: same, arn: same };
const ofBucket: ImportRule = { id: same, names: joined('', 'bucket'), isHarmless: true };
const named = (...paths: string[]): ImportRule => ({ id: same, names: joined(':', ...paths) });
const inNamespace: ImportRule = { id: same, names: joined('/', 'metadata.namespace', 'metadata.name') };
const inCluster: ImportRule = { id: same, names: joined('', 'metadata.name') };

/**
 * Ids of `import` blocks, by the "Import" section of each type's documentation. Where Terraform's own id is another one
 * (an association, an attachment, a database) it is built from the configuration.
 */
const importRules: Readonly<Record<string, ImportRule>> = {
  aws_acm_certificate: byArn,
  aws_autoscaling_group_tag: { id: same, isHarmless: true },
  aws_cloudwatch_log_group: named('name'),
  aws_cognito_resource_server: { id: same, names: joined('|', 'user_pool_id', 'identifier') },
  aws_cognito_user_pool: byId,
  aws_cognito_user_pool_client: {
    id: (id, value) => joined('/', 'user_pool_id')(value)?.concat('/', id),
  },
  aws_cognito_user_pool_domain: named('domain'),
  aws_db_instance: { names: joined('', 'identifier') },
  aws_db_parameter_group: { id: same, arn: afterColon },
  aws_db_subnet_group: named('name'),
  // Adopted by its VPC's id; the create of it changes what is there.
  aws_default_security_group: { id: same, isHarmless: true },
  aws_eip: byId,
  aws_eks_access_entry: named('cluster_name', 'principal_arn'),
  aws_eks_access_policy_association: {
    id: same,
    names: joined('#', 'cluster_name', 'principal_arn', 'policy_arn'),
    isHarmless: true,
  },
  aws_eks_addon: named('cluster_name', 'addon_name'),
  aws_eks_cluster: named('name'),
  aws_eks_node_group: { id: same, arn: (arn) => arn.split('nodegroup/')[1]?.split('/').slice(0, 2).join(':') ?? arn },
  aws_flow_log: byId,
  aws_iam_openid_connect_provider: byArn,
  aws_iam_role: named('name'),
  aws_iam_role_policy: { id: same, names: joined(':', 'role', 'name'), isHarmless: true },
  aws_iam_role_policy_attachment: { names: joined('/', 'role', 'policy_arn'), isHarmless: true },
  aws_internet_gateway: byId,
  aws_kms_alias: named('name'),
  aws_kms_key: byId,
  aws_launch_template: byId,
  aws_lb: byArn,
  aws_lb_listener: byArn,
  aws_lb_listener_rule: byArn,
  aws_lb_target_group: byArn,
  aws_nat_gateway: byId,
  aws_route: { names: joined('_', 'route_table_id', 'destination_cidr_block') },
  aws_route53_record: { id: same, names: joined('_', 'zone_id', 'name', 'type') },
  aws_route_table: byId,
  aws_route_table_association: { names: joined('/', 'subnet_id', 'route_table_id') },
  aws_s3_bucket: named('bucket'),
  aws_s3_bucket_lifecycle_configuration: ofBucket,
  aws_s3_bucket_ownership_controls: ofBucket,
  aws_s3_bucket_policy: ofBucket,
  aws_s3_bucket_public_access_block: ofBucket,
  aws_s3_bucket_server_side_encryption_configuration: ofBucket,
  aws_s3_bucket_versioning: ofBucket,
  aws_secretsmanager_secret: byArn,
  aws_secretsmanager_secret_version: { id: same, isHarmless: true },
  aws_security_group: byId,
  aws_subnet: byId,
  aws_vpc: byId,
  aws_vpc_endpoint: byId,
  aws_vpc_security_group_egress_rule: byId,
  aws_vpc_security_group_ingress_rule: byId,
  helm_release: { names: joined('/', 'namespace', 'name') },
  kubernetes_cluster_role_binding_v1: inCluster,
  kubernetes_cluster_role_v1: inCluster,
  kubernetes_daemon_set_v1: inNamespace,
  kubernetes_default_service_account_v1: { id: same, isHarmless: true },
  kubernetes_deployment_v1: inNamespace,
  kubernetes_limit_range_v1: inNamespace,
  kubernetes_namespace_v1: inCluster,
  kubernetes_network_policy_v1: inNamespace,
  kubernetes_pod_disruption_budget_v1: inNamespace,
  kubernetes_resource_quota_v1: inNamespace,
  kubernetes_role_binding_v1: inNamespace,
  kubernetes_role_v1: inNamespace,
  kubernetes_secret_v1: inNamespace,
  kubernetes_service_account_v1: inNamespace,
  kubernetes_service_v1: inNamespace,
  kubernetes_storage_class_v1: inCluster,
  random_id: { id: same, isHarmless: true },
};

/** Types that no import brings back, and what becomes of them instead. */
const notImportable: Readonly<Record<string, { reason: string; isHarmless: boolean }>> = {
  aws_acm_certificate_validation: { reason: 'it only waits, so it waits again', isHarmless: true },
  random_password: {
    reason: 'it is nowhere but in the state, so a new one is made, and what uses it is told',
    isHarmless: true,
  },
};

export function whyNotImportable(type: string): string | undefined {
  if (Object.hasOwn(importRules, type)) return undefined;
  return notImportable[type]?.reason ?? 'nobody has said how this type is imported';
}

/** Whether a resource of this type may simply be made once more. */
export function isHarmlessAgain(type: string): boolean {
  return importRules[type]?.isHarmless ?? notImportable[type]?.isHarmless ?? false;
}

/**
 * The id for an `import` block of a resource of this layer.
 * @param lookup what references of the layer's document are, as far as that is known.
 * @returns undefined where what is known is not enough, or the type can't be imported.
 */
export function importId(layer: LayerDocument, resource: Unstated, lookup: Lookup): string | undefined {
  const rule = Object.hasOwn(importRules, resource.type) ? importRules[resource.type] : undefined;
  if (!rule) return undefined;
  const value = (path: string) => valueAt(layer, resource.address, path, lookup);
  if (resource.id !== null && rule.id) return rule.id(resource.id, value);
  if (resource.arn !== null && rule.arn) return rule.arn(resource.arn);
  return rule.names?.(value);
}
