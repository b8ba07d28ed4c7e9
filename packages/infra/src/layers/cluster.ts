import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import { RandomProvider } from '@cdktf/provider-random/lib/provider/index.js';
import type { App } from 'cdktf';
import { addon } from '../constructs/addon.ts';
import { awsProvider } from '../constructs/awsProvider.ts';
import { ControlPlane } from '../constructs/ControlPlane.ts';
import { IdentityRoles } from '../constructs/IdentityRoles.ts';
import { NodeGroups } from '../constructs/NodeGroups.ts';
import { PublicEndpoint } from '../constructs/PublicEndpoint.ts';
import { database } from '../naming.ts';
import type { StackContext } from '../synth/context.ts';
import { LayerStack } from '../synth/LayerStack.ts';
import { declareOutputs } from '../synth/outputs.ts';
import type { Foundation } from './foundation.ts';

export type Cluster = ReturnType<typeof buildCluster>;

/** Compute, identity and the way in: what can be rebuilt without touching artifacts and metadata. */
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
  const identity = new IdentityRoles(stack, 'identity', {
    names,
    partition,
    parameters,
    datastore: {
      bucketArn: `arn:${partition}:s3:::${names.datastoreBucket}`,
      keyArn: foundation.datastore.key.arn,
      region: target.region,
    },
    webIdentity: { providerArn: controlPlane.oidcProvider.arn, issuer: controlPlane.issuer },
    podIdentity: { account: target.account, clusterName: cluster.name },
  });
  const { roles, workspaces } = identity;

  // The CNI before the nodes, which are not ready without it; daemons with it, so that they are there with the first node.
  const clusterName = cluster.name;
  const cni = addon(stack, {
    clusterName,
    addon: 'vpc-cni',
    roleArn: roles['vpc-cni'].annotation,
    // Without it a NetworkPolicy is accepted and does nothing. The add-on's schema wants a string.
    configuration: { enableNetworkPolicy: 'true' },
    dependsOn: roles['vpc-cni'].ready,
  });
  addon(stack, { clusterName, addon: 'kube-proxy' });
  const agents =
    parameters.cluster.controllerIdentity === 'pod-identity'
      ? [addon(stack, { clusterName, addon: 'eks-pod-identity-agent' })]
      : [];
  const nodes = new NodeGroups(stack, 'nodes', {
    names,
    partition,
    clusterName,
    subnetIds,
    tags: context.tags,
    parameters: parameters.cluster,
    asleep: parameters.asleep,
    setsNodes: context.setsNodes,
    dependsOn: [cni],
  });
  addon(stack, { clusterName, addon: 'coredns', dependsOn: [nodes.system] });
  addon(stack, { clusterName, addon: 'metrics-server', dependsOn: [nodes.system] });
  addon(stack, {
    clusterName,
    addon: 'aws-ebs-csi-driver',
    roleArn: roles['ebs-csi'].annotation,
    // EKS gives a pod its role when the pod is made, so association and agent come first.
    dependsOn: [nodes.system, ...roles['ebs-csi'].ready, ...agents],
  });

  new VpcSecurityGroupIngressRule(stack, 'aws_vpc_security_group_ingress_rule.database_from_cluster', {
    securityGroupId: foundation.database.securityGroup.id,
    description: 'Postgres from the nodes and pods of the cluster',
    referencedSecurityGroupId: cluster.vpcConfig.clusterSecurityGroupId,
    ipProtocol: 'tcp',
    fromPort: database.port,
    toPort: database.port,
  });

  // The one who makes the key of programs, and nothing else in this layer.
  if (parameters.endpoint.mode !== 'port-forward' && parameters.endpoint.machineAuth === 'key') {
    new RandomProvider(stack, 'random');
  }
  const endpoint =
    parameters.endpoint.mode === 'port-forward'
      ? null
      : new PublicEndpoint(stack, 'endpoint', {
          names,
          region: target.region,
          vpcId: foundation.network.vpc.id,
          publicSubnetIds: foundation.network.publicSubnets.map((subnet) => subnet.id),
          clusterSecurityGroupId: cluster.vpcConfig.clusterSecurityGroupId,
          endpoint: parameters.endpoint,
        });
  declareOutputs(stack, {
    cluster_name: cluster.name,
    cluster_endpoint: cluster.endpoint,
    cluster_ca: cluster.certificateAuthority.get(0).data,
    cluster_version: cluster.version,
    oidc_issuer: controlPlane.issuerUrl,
    oidc_provider_arn: controlPlane.oidcProvider.arn,
    identities: identity.all.map(({ component, team, role }) => ({
      component,
      team,
      mechanism: role.mechanism,
      namespace: role.subject.namespace,
      service_account: role.subject.serviceAccount,
      role_arn: role.role.arn,
      trust_policy: role.role.assumeRolePolicy,
    })),
    endpoint: endpoint?.output ?? null,
  });
  return {
    stack,
    roles,
    workspaces,
    targetGroups: endpoint?.targetGroups ?? null,
  };
}
