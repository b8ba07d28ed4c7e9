import { AutoscalingGroupTagA } from '@cdktf/provider-aws/lib/autoscaling-group-tag/index.js';
import type { EksNodeGroup } from '@cdktf/provider-aws/lib/eks-node-group/index.js';
import { instanceTypes, type StackParameters } from '@flowport/domain';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { StackNames } from '../naming.ts';
import { ManagedNodeGroup, type ManagedNodeGroupProps } from './ManagedNodeGroup.ts';
import { NodeRole } from './NodeRole.ts';
import { spotTypes } from './spotTypes.ts';

export type NodeGroupsProps = {
  names: StackNames;
  partition: string;
  clusterName: string;
  subnetIds: string[];
  tags: Record<string, string>;
  parameters: StackParameters['cluster'];
  asleep: boolean;
  setsNodes: boolean;
  /** What a node cannot become ready without. */
  dependsOn: ITerraformDependable[];
};

const standardImage = 'AL2023_x86_64_STANDARD';

/** The nodes of a cluster: `system` for what the stack runs itself, and as asked for `workers`, `spot` and `gpu`. */
export class NodeGroups extends Construct {
  /** The group on which the cluster's own pods find room. */
  readonly system: EksNodeGroup;
  private readonly groups: Omit<ManagedNodeGroupProps, 'parameters' | 'amiType'>;

  constructor(scope: Construct, id: string, props: NodeGroupsProps) {
    super(scope, id);
    const { names, parameters } = props;
    const nodeRole = new NodeRole(this, 'node', { roleName: names.role('node'), partition: props.partition });
    this.groups = {
      clusterName: props.clusterName,
      prefix: names.prefix,
      version: parameters.kubernetesVersion,
      roleArn: nodeRole.role.arn,
      subnetIds: props.subnetIds,
      tags: props.tags,
      asleep: props.asleep,
      setsNodes: props.setsNodes,
      dependsOn: [...nodeRole.attachments, ...props.dependsOn],
    };
    const { systemNodes, workerNodes, spotNodes, gpuNodes } = parameters;
    this.system = this.group('system', { parameters: systemNodes, amiType: standardImage });
    if (workerNodes) this.group('workers', { parameters: workerNodes, amiType: standardImage });
    if (spotNodes) {
      this.group('spot', {
        parameters: spotNodes,
        amiType: standardImage,
        capacity: { type: 'SPOT', instanceTypes: spotTypes(spotNodes.instanceType) },
      });
    }
    if (gpuNodes) {
      const group = this.group('gpu', {
        parameters: gpuNodes,
        amiType: 'AL2023_x86_64_NVIDIA',
        taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NO_SCHEDULE' }],
      });
      // Before the first node of the group exists, the autoscaler learns only from this tag that one would have GPUs.
      new AutoscalingGroupTagA(this, 'aws_autoscaling_group_tag.gpu', {
        autoscalingGroupName: group.resources.get(0).autoscalingGroups.get(0).name,
        tag: {
          key: 'k8s.io/cluster-autoscaler/node-template/resources/nvidia.com/gpu',
          value: String(instanceTypes[gpuNodes.instanceType].gpus),
          propagateAtLaunch: false,
        },
      });
    }
  }

  private group(
    id: 'system' | 'workers' | 'spot' | 'gpu',
    own: Pick<ManagedNodeGroupProps, 'parameters' | 'amiType' | 'capacity' | 'taints'>,
  ): EksNodeGroup {
    return new ManagedNodeGroup(this, id, { ...this.groups, ...own }).group;
  }
}
