import { AutoscalingGroupTagA } from '@cdktf/provider-aws/lib/autoscaling-group-tag/index.js';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import { instanceTypes } from '@flowport/domain';
import type { App } from 'cdktf';
import { addon } from '../constructs/addon.ts';
import { awsProvider } from '../constructs/awsProvider.ts';
import { ControlPlane } from '../constructs/ControlPlane.ts';
import { ManagedNodeGroup } from '../constructs/ManagedNodeGroup.ts';
import { NodeRole } from '../constructs/NodeRole.ts';
import { ServiceAccountRole, type ServiceAccountRoleProps } from '../constructs/ServiceAccountRole.ts';
import { type Component, components, identities } from '../identities.ts';
import { database } from '../naming.ts';
import { autoscalerPolicy } from '../policies/autoscaler.ts';
import { argoServerPolicy, taskPolicy, uiPolicy } from '../policies/datastore.ts';
import type { StackContext } from '../synth/context.ts';
import { LayerStack } from '../synth/LayerStack.ts';
import { declareOutputs } from '../synth/outputs.ts';
import type { Foundation } from './foundation.ts';

export type Cluster = ReturnType<typeof buildCluster>;

/** Compute and identity: what can be rebuilt without touching artifacts and metadata. */
export function buildCluster(app: App, context: StackContext, foundation: Foundation) {
  const { names, parameters, target } = context;
  const stack = new LayerStack(app, 'cluster', context);
  awsProvider(stack, context);
  const { partition } = new DataAwsPartition(stack, 'data.aws_partition.current');
  const subnetIds = foundation.network.privateSubnets.map((subnet) => subnet.id);
  const controlPlane = new ControlPlane(stack, 'control-plane', {
    names,
    partition,
    subnetIds,
    publicAccessCidrs: parameters.network.publicAccessCidrs,
    parameters: parameters.cluster,
    deployerRoleArn: target.deployerRoleArn,
  });
  const { cluster } = controlPlane;

  const access = {
    bucketArn: `arn:${partition}:s3:::${names.datastoreBucket}`,
    keyArn: foundation.datastore.key.arn,
    region: target.region,
  };
  const managed = (name: string) => ({ managedArn: `arn:${partition}:iam::aws:policy/${name}` });
  const grants: Record<Component, Pick<ServiceAccountRoleProps, 'policy' | 'description'>> = {
    task: { description: 'Steps of flows: artifacts in the datastore', policy: { document: taskPolicy(access) } },
    'ui-backend': { description: 'Metaflow UI: reads artifacts', policy: { document: uiPolicy(access) } },
    'argo-server': { description: 'Argo server: reads archived logs', policy: { document: argoServerPolicy(access) } },
    'cluster-autoscaler': {
      description: 'Cluster autoscaler: sizes the node groups',
      policy: { document: autoscalerPolicy(names.cluster) },
    },
    'ebs-csi': { description: 'EBS CSI driver', policy: managed('service-role/AmazonEBSCSIDriverPolicy') },
    'vpc-cni': { description: 'VPC CNI: addresses of pods', policy: managed('AmazonEKS_CNI_Policy') },
  };
  const roleOf = (component: Component) =>
    new ServiceAccountRole(stack, component, {
      roleName: names.role(component),
      ...grants[component],
      subject: {
        providerArn: controlPlane.oidcProvider.arn,
        issuer: controlPlane.issuer,
        ...identities[component],
      },
    });
  const roles: Record<Component, ServiceAccountRole> = {
    task: roleOf('task'),
    'ui-backend': roleOf('ui-backend'),
    'argo-server': roleOf('argo-server'),
    'cluster-autoscaler': roleOf('cluster-autoscaler'),
    'ebs-csi': roleOf('ebs-csi'),
    'vpc-cni': roleOf('vpc-cni'),
  };

  // The CNI before the nodes, which are not ready without it; the rest of the add-ons after, as they run on nodes.
  const cni = addon(stack, {
    clusterName: cluster.name,
    addon: 'vpc-cni',
    roleArn: roles['vpc-cni'].role.arn,
    // Without it a NetworkPolicy is accepted and does nothing. The add-on's schema wants a string.
    configuration: { enableNetworkPolicy: 'true' },
    dependsOn: [roles['vpc-cni'].grant],
  });
  addon(stack, { clusterName: cluster.name, addon: 'kube-proxy' });
  const nodeRole = new NodeRole(stack, 'node', { roleName: names.role('node'), partition });
  const { systemNodes, workerNodes, gpuNodes, kubernetesVersion } = parameters.cluster;
  const nodes = {
    clusterName: cluster.name,
    prefix: names.prefix,
    version: kubernetesVersion,
    roleArn: nodeRole.role.arn,
    subnetIds,
    tags: context.tags,
    dependsOn: [...nodeRole.attachments, cni],
  };
  const system = new ManagedNodeGroup(stack, 'system', {
    ...nodes,
    parameters: systemNodes,
    amiType: 'AL2023_x86_64_STANDARD',
  });
  if (workerNodes) {
    new ManagedNodeGroup(stack, 'workers', { ...nodes, parameters: workerNodes, amiType: 'AL2023_x86_64_STANDARD' });
  }
  if (gpuNodes) {
    const gpu = new ManagedNodeGroup(stack, 'gpu', {
      ...nodes,
      parameters: gpuNodes,
      amiType: 'AL2023_x86_64_NVIDIA',
      taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NO_SCHEDULE' }],
    });
    // Before the first node of the group exists, the autoscaler learns only from this tag that one would have GPUs.
    new AutoscalingGroupTagA(stack, 'aws_autoscaling_group_tag.gpu', {
      autoscalingGroupName: gpu.group.resources.get(0).autoscalingGroups.get(0).name,
      tag: {
        key: 'k8s.io/cluster-autoscaler/node-template/resources/nvidia.com/gpu',
        value: String(instanceTypes[gpuNodes.instanceType].gpus),
        propagateAtLaunch: false,
      },
    });
  }
  addon(stack, { clusterName: cluster.name, addon: 'coredns', dependsOn: [system.group] });
  addon(stack, { clusterName: cluster.name, addon: 'metrics-server', dependsOn: [system.group] });
  addon(stack, {
    clusterName: cluster.name,
    addon: 'aws-ebs-csi-driver',
    roleArn: roles['ebs-csi'].role.arn,
    dependsOn: [system.group, roles['ebs-csi'].grant],
  });

  new VpcSecurityGroupIngressRule(stack, 'aws_vpc_security_group_ingress_rule.database_from_cluster', {
    securityGroupId: foundation.database.securityGroup.id,
    description: 'Postgres from the nodes and pods of the cluster',
    referencedSecurityGroupId: cluster.vpcConfig.clusterSecurityGroupId,
    ipProtocol: 'tcp',
    fromPort: database.port,
    toPort: database.port,
  });

  declareOutputs(stack, {
    cluster_name: cluster.name,
    cluster_endpoint: cluster.endpoint,
    cluster_version: cluster.version,
    oidc_issuer: controlPlane.issuerUrl,
    oidc_provider_arn: controlPlane.oidcProvider.arn,
    identities: components.map((component) => ({
      component,
      namespace: identities[component].namespace,
      service_account: identities[component].serviceAccount,
      role_arn: roles[component].role.arn,
      trust_policy: roles[component].role.assumeRolePolicy,
    })),
  });
  return { stack, roles };
}
