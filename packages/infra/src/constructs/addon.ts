import { EksAddon } from '@cdktf/provider-aws/lib/eks-addon/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';

export type AddonProps = {
  clusterName: string;
  /** As AWS names it. */
  addon: 'vpc-cni' | 'kube-proxy' | 'eks-pod-identity-agent' | 'coredns' | 'aws-ebs-csi-driver' | 'metrics-server';
  /** By IRSA; none for an add-on without AWS, or with Pod Identity. */
  roleArn?: string | undefined;
  configuration?: Record<string, unknown>;
  dependsOn?: ITerraformDependable[];
};

/** An EKS add-on in AWS's default version for the cluster's minor; ours wins over what someone edited by hand. */
export function addon(scope: Construct, props: AddonProps): EksAddon {
  return new EksAddon(scope, `aws_eks_addon.${props.addon.replaceAll('-', '_')}`, {
    clusterName: props.clusterName,
    addonName: props.addon,
    resolveConflictsOnCreate: 'OVERWRITE',
    resolveConflictsOnUpdate: 'OVERWRITE',
    ...(props.roleArn ? { serviceAccountRoleArn: props.roleArn } : {}),
    ...(props.configuration ? { configurationValues: JSON.stringify(props.configuration) } : {}),
    ...(props.dependsOn ? { dependsOn: props.dependsOn } : {}),
  });
}
