import { type AttributeChange, type PlanAction, type PlanMark, planMarkSchema } from '@flowport/domain';

type Rule = {
  /** Beginnings of resource types. */
  types: readonly string[];
  /** Names of top-level attributes, on any resource. */
  attributes: readonly string[];
  /** Attributes of kind "yes or no" which matter only when they are, or become, yes. */
  switches: readonly string[];
  actions: readonly PlanAction[];
};

const anyChange: readonly PlanAction[] = ['create', 'update', 'replace', 'delete', 'forget'];

/**
 * What a reviewer should look at first: who may do what (`iam`), who can reach what (`network`), and what may be lost
 * (`data`). Rather one mark too many than one too few.
 */
const rules: Record<PlanMark, Rule> = {
  iam: {
    types: [
      'aws_iam_',
      'aws_eks_access_',
      'aws_eks_pod_identity_association',
      'aws_kms_grant',
      'aws_kms_key_policy',
      'aws_s3_bucket_policy',
      'aws_lambda_permission',
      'aws_secretsmanager_secret_policy',
      'kubernetes_role',
      'kubernetes_cluster_role',
      'kubernetes_service_account',
    ],
    attributes: [
      'policy',
      'assume_role_policy',
      'inline_policy',
      'managed_policy_arns',
      'permissions_boundary',
      'role',
      'role_arn',
      'iam_role_arn',
      'node_role_arn',
      'service_account_role_arn',
      'iam_instance_profile',
      'access_config',
    ],
    switches: [],
    actions: anyChange,
  },
  network: {
    types: [
      'aws_security_group',
      'aws_vpc_security_group_',
      'aws_default_security_group',
      'aws_network_acl',
      'aws_route',
      'aws_internet_gateway',
      'aws_nat_gateway',
      'aws_vpc_endpoint',
      'aws_vpc_peering_connection',
      'aws_lb',
      'aws_alb',
      'aws_elb',
      'aws_s3_bucket_public_access_block',
      'aws_s3_bucket_acl',
      'kubernetes_ingress',
      'kubernetes_network_policy',
    ],
    attributes: [
      'ingress',
      'egress',
      'cidr_blocks',
      'ipv6_cidr_blocks',
      'public_access_cidrs',
      'security_groups',
      'security_group_ids',
      'vpc_security_group_ids',
    ],
    switches: [
      'publicly_accessible',
      'endpoint_public_access',
      'map_public_ip_on_launch',
      'associate_public_ip_address',
      'vpc_config[0].endpoint_public_access',
    ],
    actions: anyChange,
  },
  data: {
    types: [
      'aws_s3_bucket',
      'aws_db_',
      'aws_rds_',
      'aws_kms_key',
      'aws_kms_alias',
      'aws_dynamodb_table',
      'aws_efs_',
      'aws_ebs_volume',
      'aws_secretsmanager_secret',
      'kubernetes_persistent_volume',
    ],
    attributes: [],
    switches: [],
    actions: ['update', 'replace', 'delete', 'forget'],
  },
};

/** What a reviewer should look at first in a change; without attributes the type alone decides. */
export function marksOf(type: string, action: PlanAction, attributes: readonly AttributeChange[]): PlanMark[] {
  return planMarkSchema.options.filter((mark) => isHit(rules[mark], type, action, attributes));
}

function isHit(rule: Rule, type: string, action: PlanAction, attributes: readonly AttributeChange[]): boolean {
  if (!rule.actions.includes(action)) return false;
  if (rule.types.some((beginning) => type.startsWith(beginning))) return true;
  return attributes.some((attribute) => {
    if (rule.switches.includes(attribute.path)) {
      return attribute.before === true || attribute.after === true || attribute.unknown || attribute.sensitive;
    }
    const root = attribute.path.split(/[.[]/, 1)[0] ?? '';
    return rule.attributes.includes(root);
  });
}
