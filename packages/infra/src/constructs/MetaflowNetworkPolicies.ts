import { NetworkPolicyV1 } from '@cdktf/provider-kubernetes/lib/network-policy-v1/index.js';
import { Construct } from 'constructs';
import { services } from '../naming.ts';

export type MetaflowNetworkPoliciesProps = {
  namespace: string;
  /** Namespaces whose pods report to the metadata service. */
  workflowNamespaces: string[];
};

/**
 * The metadata service has no authentication of its own, so inside the cluster the network decides who may talk to it:
 * pods of workflow namespaces and nobody else. Port-forwarding enters the pod from its node and is not concerned.
 */
export class MetaflowNetworkPolicies extends Construct {
  constructor(scope: Construct, id: string, props: MetaflowNetworkPoliciesProps) {
    super(scope, id);
    const { namespace, workflowNamespaces } = props;
    new NetworkPolicyV1(this, 'kubernetes_network_policy_v1.metaflow_deny', {
      metadata: { name: 'deny-ingress', namespace },
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    });
    new NetworkPolicyV1(this, 'kubernetes_network_policy_v1.metadata', {
      metadata: { name: services.metadata.name, namespace },
      spec: {
        podSelector: { matchLabels: { 'app.kubernetes.io/name': services.metadata.name } },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: workflowNamespaces.map((name) => ({
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
            })),
            ports: [{ port: String(services.metadata.port), protocol: 'TCP' }],
          },
        ],
      },
    });
  }
}
