import { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';

export type NamespaceProps = {
  /** Terraform name; the Kubernetes name with underscores by default. */
  id?: string;
  name: string;
  /** Pod security standard that Kubernetes enforces; what privileged pods there are run in `kube-system`. */
  podSecurity: 'baseline' | 'restricted';
  annotations?: Record<string, string>;
  dependsOn?: ITerraformDependable[];
};

export function namespace(scope: Construct, props: NamespaceProps): NamespaceV1 {
  return new NamespaceV1(scope, `kubernetes_namespace_v1.${props.id ?? props.name.replaceAll('-', '_')}`, {
    metadata: {
      name: props.name,
      labels: {
        'app.kubernetes.io/managed-by': 'flowport',
        'pod-security.kubernetes.io/enforce': props.podSecurity,
        'pod-security.kubernetes.io/warn': props.podSecurity,
      },
      ...(props.annotations ? { annotations: props.annotations } : {}),
    },
    // A namespace is gone when its last object is, and pods have their grace.
    timeouts: { delete: '15m' },
    ...(props.dependsOn ? { dependsOn: props.dependsOn } : {}),
  });
}
