import { EksNodeGroup } from '@cdktf/provider-aws/lib/eks-node-group/index.js';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template/index.js';
import type { NodeGroup } from '@flowport/domain';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { nodeGroupLabel } from '../naming.ts';

export type ManagedNodeGroupProps = {
  clusterName: string;
  /** Begins the names of templates and nodes. */
  prefix: string;
  /** Kubernetes minor of the nodes; the cluster's own. */
  version: string;
  roleArn: string;
  subnetIds: string[];
  parameters: NodeGroup;
  /** At zero, and nothing may bring a node back. */
  asleep: boolean;
  /** Whether the number of nodes is set here; else it is left to the autoscaler. */
  setsNodes: boolean;
  amiType: 'AL2023_x86_64_STANDARD' | 'AL2023_x86_64_NVIDIA';
  /** On demand and of the chosen type where it is left out. */
  capacity?: { type: 'SPOT'; instanceTypes: string[] };
  taints?: { key: string; value: string; effect: string }[];
  /** Put on instances, volumes and interfaces, which the provider's default tags do not reach. */
  tags: Record<string, string>;
  dependsOn: ITerraformDependable[];
};

/**
 * The autoscaler may outlive the first nodes by minutes, and would bring others for the pods that lose theirs. No pod
 * tolerates this, and it asks EKS for the taints of a group, so it finds that new nodes would not help.
 */
const asleepTaint = { key: 'flowport.dev/asleep', value: 'true', effect: 'NO_SCHEDULE' };

/** A managed node group. The construct's id (`system`, `workers`, `spot`, `gpu`) names its resources, its label and its nodes. */
export class ManagedNodeGroup extends Construct {
  readonly group: EksNodeGroup;

  constructor(scope: Construct, id: string, props: ManagedNodeGroupProps) {
    super(scope, id);
    const { clusterName, prefix, parameters } = props;
    const taints = [...(props.taints ?? []), ...(props.asleep ? [asleepTaint] : [])];
    const template = new LaunchTemplate(this, `aws_launch_template.${id}`, {
      name: `${prefix}-${id}`,
      description: `Nodes of the group ${id} of ${prefix}`,
      updateDefaultVersion: true,
      metadataOptions: {
        httpEndpoint: 'enabled',
        httpTokens: 'required',
        // One hop ends at the node: a pod cannot ask for the node's role, which makes the roles of pods mean something.
        httpPutResponseHopLimit: 1,
      },
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: { volumeSize: parameters.diskGb, volumeType: 'gp3', encrypted: 'true', deleteOnTermination: 'true' },
        },
      ],
      tagSpecifications: ['instance', 'volume', 'network-interface'].map((resourceType) => ({
        resourceType,
        tags: { ...props.tags, Name: `${prefix}-${id}` },
      })),
    });
    this.group = new EksNodeGroup(this, `aws_eks_node_group.${id}`, {
      clusterName,
      // A prefix, so that a group which must be replaced can stand beside the new one.
      nodeGroupNamePrefix: `${id}-`,
      nodeRoleArn: props.roleArn,
      subnetIds: props.subnetIds,
      version: props.version,
      amiType: props.amiType,
      capacityType: props.capacity?.type ?? 'ON_DEMAND',
      instanceTypes: props.capacity?.instanceTypes ?? [parameters.instanceType],
      launchTemplate: { id: template.id, version: template.getStringAttribute('latest_version') },
      scalingConfig: {
        minSize: props.asleep ? 0 : parameters.min,
        desiredSize: props.asleep ? 0 : parameters.desired,
        maxSize: parameters.max,
      },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
      labels: { [nodeGroupLabel]: id },
      ...(taints.length > 0 ? { taint: taints } : {}),
      // Draining waits for pod disruption budgets, up to fifteen minutes for each node in turn.
      timeouts: { create: '30m', update: '60m', delete: '60m' },
      lifecycle: {
        createBeforeDestroy: true,
        // The autoscaler's business from the first minute on, save where a stack falls asleep or is woken: AWS refuses a
        // minimum above the number that it has.
        ...(props.setsNodes ? {} : { ignoreChanges: ['scaling_config[0].desired_size'] }),
      },
      dependsOn: props.dependsOn,
    });
  }
}
