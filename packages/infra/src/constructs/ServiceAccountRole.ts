import { EksPodIdentityAssociation } from '@cdktf/provider-aws/lib/eks-pod-identity-association/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Mechanism } from '../identities.ts';
import {
  type PodIdentity,
  podIdentityTrust,
  type ServiceAccountSubject,
  type WebIdentity,
  webIdentityTrust,
} from '../policies/trust.ts';

export type ServiceAccountRoleProps = {
  roleName: string;
  description: string;
  subject: ServiceAccountSubject;
  by: ({ mechanism: 'irsa' } & WebIdentity) | ({ mechanism: 'pod-identity' } & PodIdentity);
  /** A policy document of our own, or the ARN of one that AWS maintains for this very purpose. */
  policy: { document: string } | { managedArn: string };
};

/** An IAM role for one Kubernetes service account and nobody else. The construct's id names its resources. */
export class ServiceAccountRole extends Construct {
  readonly role: IamRole;
  readonly subject: ServiceAccountSubject;
  readonly mechanism: Mechanism;
  /** What must exist before the role is of use, for `dependsOn`. */
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ServiceAccountRoleProps) {
    super(scope, id);
    const { by, subject, policy } = props;
    const name = id.replaceAll('-', '_');
    this.subject = subject;
    this.mechanism = by.mechanism;
    this.role = new IamRole(this, `aws_iam_role.${name}`, {
      name: props.roleName,
      description: props.description,
      assumeRolePolicy: by.mechanism === 'irsa' ? webIdentityTrust(by, subject) : podIdentityTrust(by, subject),
    });
    const grant =
      'document' in policy
        ? new IamRolePolicy(this, `aws_iam_role_policy.${name}`, {
            name: id,
            role: this.role.name,
            policy: policy.document,
          })
        : new IamRolePolicyAttachment(this, `aws_iam_role_policy_attachment.${name}`, {
            role: this.role.name,
            policyArn: policy.managedArn,
          });
    this.ready = [grant];
    if (by.mechanism === 'pod-identity') {
      this.ready.push(
        new EksPodIdentityAssociation(this, `aws_eks_pod_identity_association.${name}`, {
          clusterName: by.clusterName,
          namespace: subject.namespace,
          serviceAccount: subject.serviceAccount,
          roleArn: this.role.arn,
        }),
      );
    }
  }

  /** What the service account is annotated with; nothing under Pod Identity, whose agent asks EKS. */
  get annotation(): string | undefined {
    return this.mechanism === 'irsa' ? this.role.arn : undefined;
  }
}
