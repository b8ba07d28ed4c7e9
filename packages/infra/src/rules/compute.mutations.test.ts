import { presets } from '@flowport/domain';
import { synthesize } from '../metaflowEks.ts';
import { exampleInput } from '../testing/inputs.ts';
import { type Mistake, testMistakes } from '../testing/mutations.ts';
import { computeRules } from './compute.ts';

const controlPlane =
  'the control plane logs into a group of ours, is reached from within, and never slips into dear support';
const nodes =
  'nodes are of the cluster’s minor and of Amazon Linux 2023, and outlive their role and network no longer than they need';
const spot = 'a group of spot nodes has several types of one size, any other group one type on demand';
const order = 'add-ons come in order: what makes nodes ready before them, what runs on nodes and as a role after both';

const mistakes: Mistake[] = [
  [controlPlane, 'cluster/resource/aws_cloudwatch_log_group/cluster/name', '/aws/eks/other/cluster'],
  [controlPlane, 'cluster/resource/aws_eks_cluster/main/depends_on', []],
  [controlPlane, 'cluster/resource/aws_eks_cluster/main/upgrade_policy/support_type', 'EXTENDED'],
  [controlPlane, 'cluster/resource/aws_eks_cluster/main/vpc_config/endpoint_private_access', false],
  [nodes, 'cluster/resource/aws_eks_node_group/workers/ami_type', 'AL2_x86_64'],
  [nodes, 'cluster/resource/aws_eks_node_group/workers/depends_on', ['aws_eks_addon.vpc_cni']],
  [spot, 'cluster/resource/aws_eks_node_group/spot/capacity_type', 'ON_DEMAND'],
  [spot, 'cluster/resource/aws_eks_node_group/spot/instance_types', ['m6i.2xlarge', 'm5.xlarge', 'm6a.2xlarge']],
  [spot, 'cluster/resource/aws_eks_node_group/system/capacity_type', 'SPOT'],
  [order, 'cluster/resource/aws_eks_addon/coredns/depends_on', undefined],
  [order, 'cluster/resource/aws_eks_addon/vpc_cni/depends_on', undefined],
];

const podIdentity: Mistake[] = [
  [order, 'cluster/resource/aws_eks_addon/aws_ebs_csi_driver/depends_on', ['aws_eks_node_group.system']],
];

const { cluster } = presets.large.parameters;

testMistakes(computeRules, [
  { documents: synthesize(exampleInput('large')), mistakes },
  {
    documents: synthesize(
      exampleInput('large', { parameters: { cluster: { ...cluster, controllerIdentity: 'pod-identity' } } }),
    ),
    mistakes: podIdentity,
  },
]);
