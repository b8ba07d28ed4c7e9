/** The parts of a stack as people speak of them, in the order in which they are reviewed within a layer. */
const parts = [
  { id: 'identity', title: 'Identity and access', types: /^aws_(iam_|eks_access_|eks_pod_identity)/ },
  {
    id: 'network',
    title: 'Network',
    types:
      /^aws_(vpc|subnet|internet_gateway|eip|nat_gateway|route|default_security_group|security_group|flow_log|network_)/,
  },
  { id: 'endpoints', title: 'Public endpoints', types: /^aws_(lb|acm_|route53_|cognito_|autoscaling_attachment)/ },
  { id: 'encryption', title: 'Encryption keys', types: /^aws_kms_/ },
  { id: 'datastore', title: 'Datastore', types: /^aws_s3_/ },
  { id: 'database', title: 'Database', types: /^aws_(db_|rds_)/ },
  { id: 'secrets', title: 'Secrets', types: /^(aws_secretsmanager_|random_password)/ },
  { id: 'cluster', title: 'Kubernetes cluster', types: /^aws_(eks_|launch_template|autoscaling_)/ },
  { id: 'logs', title: 'Logs', types: /^aws_cloudwatch_/ },
  {
    id: 'namespaces',
    title: 'Namespaces and limits',
    types: /^kubernetes_(namespace|resource_quota|limit_range|priority)/,
  },
  {
    id: 'kubernetes_identity',
    title: 'Kubernetes identities',
    types: /^kubernetes_(default_service_account|service_account|role|cluster_role)/,
  },
  { id: 'kubernetes_network', title: 'Kubernetes network', types: /^kubernetes_(service_v|ingress|network_policy)/ },
  {
    id: 'workloads',
    title: 'Workloads',
    types: /^kubernetes_(deployment|daemon|stateful|job|cron|pod|horizontal)/,
  },
  { id: 'configuration', title: 'Configuration', types: /^kubernetes_(config_map|secret|storage_class|manifest)/ },
  { id: 'helm', title: 'Helm releases', types: /^helm_/ },
  { id: 'generated', title: 'Generated values', types: /^(random|time|tls|null|terraform)_/ },
] as const;

type PartId = (typeof parts)[number]['id'] | 'other';
export type Part = { id: PartId; title: string; order: number };

/** Which part of a stack a Terraform type belongs to. */
export function partOf(type: string): Part {
  const order = parts.findIndex((part) => part.types.test(type));
  const part = parts[order];
  return part ? { id: part.id, title: part.title, order } : { id: 'other', title: 'Other', order: parts.length };
}

const acronyms: Record<string, string> = {
  acm: 'ACM',
  db: 'RDS',
  eip: 'Elastic IP',
  eks: 'EKS',
  iam: 'IAM',
  kms: 'KMS',
  lb: 'Load balancer',
  nat: 'NAT',
  openid: 'OpenID',
  s3: 'S3',
  vpc: 'VPC',
};

/** "aws_vpc_security_group_ingress_rule" → "VPC security group ingress rule". */
export function typeTitle(type: string): string {
  const words = type
    .replace(/^(aws|kubernetes|helm|random|time|tls|null)_/, '')
    .replace(/_v\d+$/, '')
    .split('_')
    .map((word) => acronyms[word] ?? word);
  const title = words.join(' ');
  return title.charAt(0).toUpperCase() + title.slice(1);
}
