/** Partitions have consoles of their own. */
function consoleHost(region: string): string {
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com';
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  return 'console.aws.amazon.com';
}

/**
 * AWS's own record of who changed a resource: CloudTrail's event history, which keeps management events of 90 days and
 * can be filtered by one name.
 * @param resourceName as AWS calls it: `sg-0123…`, the name of a bucket or of a role.
 */
export function eventHistoryUrl(region: string, resourceName: string): string {
  const query = encodeURIComponent(region);
  return `https://${query}.${consoleHost(region)}/cloudtrailv2/home?region=${query}#/events?ResourceName=${encodeURIComponent(resourceName)}`;
}

/** Resources whose changes CloudTrail records under something else than their own id; by the attribute that holds it. */
const namedBy: Readonly<Record<string, string>> = {
  aws_db_instance: 'identifier',
  aws_iam_role_policy: 'role',
  aws_iam_role_policy_attachment: 'role',
  aws_vpc_security_group_ingress_rule: 'security_group_id',
  aws_vpc_security_group_egress_rule: 'security_group_id',
  aws_security_group_rule: 'security_group_id',
  aws_route: 'route_table_id',
  aws_eks_addon: 'cluster_name',
  aws_eks_access_entry: 'cluster_name',
  aws_eks_access_policy_association: 'cluster_name',
  aws_eks_pod_identity_association: 'cluster_name',
  aws_eks_node_group: 'node_group_name',
  aws_kms_alias: 'target_key_id',
};

/**
 * By what name CloudTrail knows a resource, from its attributes in the state; null for what is not of AWS, or has no name
 * that could be looked for.
 */
export function eventHistoryName(type: string, attributes: Readonly<Record<string, unknown>>): string | null {
  if (!type.startsWith('aws_')) return null;
  const name = attributes[namedBy[type] ?? 'id'];
  return typeof name === 'string' && name !== '' ? name : null;
}
