import { createHash } from 'node:crypto';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { EksAccessEntry } from '@cdktf/provider-aws/lib/eks-access-entry/index.js';
import { EksAccessPolicyAssociation } from '@cdktf/provider-aws/lib/eks-access-policy-association/index.js';
import { EksCluster } from '@cdktf/provider-aws/lib/eks-cluster/index.js';
import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { type StackParameters, serviceCidr } from '@flowport/domain';
import { Fn, TerraformLocal } from 'cdktf';
import { Construct } from 'constructs';
import { type StackNames, userGroup } from '../naming.ts';
import { serviceTrust } from '../policies/policy.ts';

export type ControlPlaneProps = {
  names: StackNames;
  partition: string;
  subnetIds: string[];
  publicAccessCidrs: string[];
  parameters: StackParameters['cluster'];
  /** Becomes the cluster's administrator: the services layer is applied as it. */
  deployerRoleArn: string;
};

/** The EKS control plane, who may administer it, and the OIDC provider by which its service accounts become AWS roles. */
export class ControlPlane extends Construct {
  readonly cluster: EksCluster;
  readonly oidcProvider: IamOpenidConnectProvider;
  /** The issuer's URL. Always the attribute: its form differs between regions and address families. */
  readonly issuerUrl: string;
  /** The issuer without `https://`, as IAM's condition keys have it. */
  readonly issuer: string;

  constructor(scope: Construct, id: string, props: ControlPlaneProps) {
    super(scope, id);
    const { names, partition, parameters } = props;
    const logGroup = new CloudwatchLogGroup(this, 'aws_cloudwatch_log_group.cluster', {
      name: names.clusterLogGroup,
      retentionInDays: 30,
    });
    const role = new IamRole(this, 'aws_iam_role.cluster', {
      name: names.role('cluster'),
      description: `EKS control plane of ${names.cluster}`,
      assumeRolePolicy: serviceTrust('eks.amazonaws.com', ['sts:AssumeRole', 'sts:TagSession']),
    });
    const attachment = new IamRolePolicyAttachment(this, 'aws_iam_role_policy_attachment.cluster', {
      role: role.name,
      policyArn: `arn:${partition}:iam::aws:policy/AmazonEKSClusterPolicy`,
    });
    this.cluster = new EksCluster(this, 'aws_eks_cluster.main', {
      name: names.cluster,
      version: parameters.kubernetesVersion,
      roleArn: role.arn,
      accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: false },
      // The add-ons below are these, managed; a self-managed copy first would have to be taken over.
      bootstrapSelfManagedAddons: false,
      enabledClusterLogTypes: parameters.logTypes,
      kubernetesNetworkConfig: { serviceIpv4Cidr: serviceCidr },
      // At the end of standard support EKS upgrades the cluster instead of charging six times the price.
      upgradePolicy: { supportType: 'STANDARD' },
      vpcConfig: {
        subnetIds: props.subnetIds,
        endpointPrivateAccess: true,
        endpointPublicAccess: true,
        publicAccessCidrs: props.publicAccessCidrs,
      },
      timeouts: { create: '30m', update: '60m', delete: '30m' },
      // The log group first: EKS would create one which Terraform does not know, and the next cluster could not.
      dependsOn: [attachment, logGroup],
    });
    // The node groups take minutes, so the entry has spread long before the services layer needs it.
    const entry = new EksAccessEntry(this, 'aws_eks_access_entry.deployer', {
      clusterName: this.cluster.name,
      principalArn: props.deployerRoleArn,
      type: 'STANDARD',
    });
    new EksAccessPolicyAssociation(this, 'aws_eks_access_policy_association.deployer', {
      clusterName: this.cluster.name,
      principalArn: entry.principalArn,
      policyArn: `arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
      accessScope: { type: 'cluster' },
    });
    // The deployer is in already, and a principal has one entry.
    const people = parameters.userPrincipals.filter((principal) => principal !== props.deployerRoleArn);
    letPeopleIn(this, this.cluster.name, people);
    this.issuerUrl = this.cluster.identity.get(0).oidc.get(0).issuer;
    this.oidcProvider = new IamOpenidConnectProvider(this, 'aws_iam_openid_connect_provider.cluster', {
      url: this.issuerUrl,
      clientIdList: ['sts.amazonaws.com'],
      tags: { Name: names.cluster },
    });
    this.issuer = new TerraformLocal(this, 'local.oidc_issuer', Fn.replace(this.issuerUrl, 'https://', '')).toString();
  }
}

/** EKS access policies know nothing of Argo's kinds, so people get a group, and the services layer binds it to roles. */
function letPeopleIn(scope: Construct, clusterName: string, principals: readonly string[]): void {
  for (const principalArn of principals) {
    new EksAccessEntry(scope, `aws_eks_access_entry.${entryName(principalArn)}`, {
      clusterName,
      principalArn,
      type: 'STANDARD',
      kubernetesGroups: [userGroup],
    });
  }
}

/** By the principal and not its place in the list, so that taking one out does not touch the others. */
function entryName(principalArn: string): string {
  const name = (principalArn.split('/').at(-1) ?? '').toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  return `people_${name}_${createHash('sha256').update(principalArn).digest('hex').slice(0, 6)}`;
}
