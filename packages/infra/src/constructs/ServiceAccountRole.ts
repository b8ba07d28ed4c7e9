import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { Construct } from 'constructs';
import { type ServiceAccountSubject, serviceAccountTrust } from '../policies/trust.ts';

export type ServiceAccountRoleProps = {
  roleName: string;
  description: string;
  subject: ServiceAccountSubject;
  /** A policy document of our own, or the ARN of one that AWS maintains for this very purpose. */
  policy: { document: string } | { managedArn: string };
};

/** An IAM role for one Kubernetes service account and nobody else (IRSA). The construct's id names its resources. */
export class ServiceAccountRole extends Construct {
  readonly role: IamRole;
  /** What must exist before the role is of use, for `dependsOn`. */
  readonly grant: IamRolePolicy | IamRolePolicyAttachment;

  constructor(scope: Construct, id: string, props: ServiceAccountRoleProps) {
    super(scope, id);
    const name = id.replaceAll('-', '_');
    this.role = new IamRole(this, `aws_iam_role.${name}`, {
      name: props.roleName,
      description: props.description,
      assumeRolePolicy: serviceAccountTrust(props.subject),
    });
    this.grant =
      'document' in props.policy
        ? new IamRolePolicy(this, `aws_iam_role_policy.${name}`, {
            name: id,
            role: this.role.name,
            policy: props.policy.document,
          })
        : new IamRolePolicyAttachment(this, `aws_iam_role_policy_attachment.${name}`, {
            role: this.role.name,
            policyArn: props.policy.managedArn,
          });
  }
}
