import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { Construct } from 'constructs';
import { serviceTrust } from '../policies/policy.ts';

export type NodeRoleProps = { roleName: string; partition: string };

/**
 * What a node itself needs: to join the cluster and to pull images. No S3 and no KMS, which the published example gives
 * to every node and so to every pod; and no CNI policy, as the CNI has a role of its own.
 */
export class NodeRole extends Construct {
  readonly role: IamRole;
  readonly attachments: IamRolePolicyAttachment[];

  constructor(scope: Construct, id: string, props: NodeRoleProps) {
    super(scope, id);
    this.role = new IamRole(this, 'aws_iam_role.node', {
      name: props.roleName,
      description: 'EKS nodes: joining the cluster and pulling images',
      assumeRolePolicy: serviceTrust('ec2.amazonaws.com'),
    });
    const attach = (name: string, policy: string) =>
      new IamRolePolicyAttachment(this, `aws_iam_role_policy_attachment.node_${name}`, {
        role: this.role.name,
        policyArn: `arn:${props.partition}:iam::aws:policy/${policy}`,
      });
    this.attachments = [
      attach('worker', 'AmazonEKSWorkerNodePolicy'),
      attach('registry', 'AmazonEC2ContainerRegistryPullOnly'),
    ];
  }
}
