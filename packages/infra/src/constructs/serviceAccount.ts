import { ServiceAccountV1 } from '@cdktf/provider-kubernetes/lib/service-account-v1/index.js';
import type { Construct } from 'constructs';

export type ServiceAccountProps = {
  /** Terraform name. */
  id: string;
  name: string;
  namespace: string;
  /** The role whose trust policy names this very account; none for an account without AWS, or with Pod Identity. */
  roleArn?: string | undefined;
  /** Whether pods get a token for the Kubernetes API. The token for AWS is another, which EKS projects by itself. */
  kubernetesToken: 'mounted' | 'none';
};

export function serviceAccount(scope: Construct, props: ServiceAccountProps): ServiceAccountV1 {
  return new ServiceAccountV1(scope, `kubernetes_service_account_v1.${props.id}`, {
    metadata: {
      name: props.name,
      namespace: props.namespace,
      ...(props.roleArn
        ? {
            annotations: {
              'eks.amazonaws.com/role-arn': props.roleArn,
              // The global endpoint is in us-east-1, and a stack elsewhere should not stop when that region does.
              'eks.amazonaws.com/sts-regional-endpoints': 'true',
            },
          }
        : {}),
    },
    automountServiceAccountToken: props.kubernetesToken === 'mounted',
  });
}
