import { allOf, type Rule } from './rule.ts';
import { list, pick, type StackView, type ViewedResource } from './stackView.ts';

const waitsFor = (resource: ViewedResource | undefined) => list(pick(resource?.values, 'depends_on')).map(String);

function addonNamed(stack: StackView, name: string): ViewedResource | undefined {
  return stack.ofType('aws_eks_addon').find(({ values }) => pick(values, 'addon_name') === name);
}

/** What follows the dot is the size: `2xlarge`. */
const sizeOf = (type: unknown) => String(type).split('.')[1];

/** The control plane, its nodes and add-ons. */
export const computeRules: Rule[] = [
  {
    guarantee: 'the control plane logs into a group of ours, is reached from within, and never slips into dear support',
    violations: (stack) =>
      allOf(
        stack.ofType('aws_eks_cluster'),
        (cluster) => {
          const logs = stack
            .ofType('aws_cloudwatch_log_group')
            .find(({ values }) => pick(values, 'name') === `/aws/eks/${pick(cluster.values, 'name')}/cluster`);
          return (
            logs !== undefined &&
            waitsFor(cluster).includes(logs.address) &&
            waitsFor(cluster).some((address) => address.startsWith('aws_iam_role_policy_attachment.')) &&
            pick(cluster.values, 'vpc_config', 'endpoint_private_access') === true &&
            list(pick(cluster.values, 'vpc_config', 'public_access_cidrs')).length > 0 &&
            pick(cluster.values, 'upgrade_policy', 'support_type') === 'STANDARD' &&
            pick(cluster.values, 'bootstrap_self_managed_addons') === false
          );
        },
        ({ address }) => address,
      ),
  },
  {
    guarantee:
      'nodes are of the cluster’s minor and of Amazon Linux 2023, and outlive their role and network no longer than they need',
    violations: (stack) => {
      const version = pick(stack.ofType('aws_eks_cluster')[0]?.values, 'version');
      return allOf(
        stack.ofType('aws_eks_node_group'),
        (group) =>
          pick(group.values, 'version') === version &&
          String(pick(group.values, 'ami_type')).startsWith('AL2023_') &&
          waitsFor(group).includes('aws_eks_addon.vpc_cni') &&
          waitsFor(group).filter((address) => address.startsWith('aws_iam_role_policy_attachment.node_')).length === 2,
        ({ address }) => address,
      );
    },
  },
  {
    guarantee: 'a group of spot nodes has several types of one size, any other group one type on demand',
    violations: (stack) =>
      allOf(
        stack.ofType('aws_eks_node_group'),
        ({ name, values }) => {
          const types = list(pick(values, 'instance_types'));
          const sizes = new Set(types.map(sizeOf));
          return name === 'spot'
            ? pick(values, 'capacity_type') === 'SPOT' && types.length >= 3 && sizes.size === 1
            : pick(values, 'capacity_type') === 'ON_DEMAND' && types.length === 1;
        },
        ({ address }) => address,
      ),
  },
  {
    guarantee: 'add-ons come in order: what makes nodes ready before them, what runs on nodes and as a role after both',
    violations: (stack) => {
      const late = ['coredns', 'metrics-server', 'aws-ebs-csi-driver'];
      const driver = waitsFor(addonNamed(stack, 'aws-ebs-csi-driver'));
      const ready = stack
        .ofType('aws_iam_role_policy_attachment', 'aws_eks_pod_identity_association')
        .filter(({ name }) => name === 'ebs_csi')
        .map(({ address }) => address);
      return [
        ...late
          .filter((name) => !waitsFor(addonNamed(stack, name)).includes('aws_eks_node_group.system'))
          .map((name) => `${name} before its nodes`),
        ...ready.filter((address) => !driver.includes(address)).map((address) => `the driver before ${address}`),
        ...(waitsFor(addonNamed(stack, 'vpc-cni')).includes('aws_iam_role_policy_attachment.vpc_cni')
          ? []
          : ['the CNI before its role may do anything']),
        ...stack
          .ofType('aws_eks_addon')
          .filter(({ values }) => pick(values, 'resolve_conflicts_on_create') !== 'OVERWRITE')
          .map(({ address }) => address),
      ];
    },
  },
];
