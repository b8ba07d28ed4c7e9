import {
  NetworkPolicyV1,
  type NetworkPolicyV1SpecIngressFrom,
} from '@cdktf/provider-kubernetes/lib/network-policy-v1/index.js';
import type { Construct } from 'constructs';

/** Nobody reaches the pods of a namespace but whom another policy admits; their nodes do, for probes and port-forwarding. */
export function denyIngress(scope: Construct, props: { id: string; namespace: string }): void {
  new NetworkPolicyV1(scope, `kubernetes_network_policy_v1.${props.id}_deny`, {
    metadata: { name: 'deny-ingress', namespace: props.namespace },
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  });
}

/** The pods of a namespace reach each other, and nobody else reaches them. */
export function isolate(scope: Construct, props: { id: string; namespace: string }): void {
  new NetworkPolicyV1(scope, `kubernetes_network_policy_v1.${props.id}`, {
    metadata: { name: 'same-namespace', namespace: props.namespace },
    spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] },
  });
}

export type Source = { namespace: string } | { cidr: string };

export type AdmitProps = {
  /** Terraform name. */
  id: string;
  name: string;
  namespace: string;
  podLabels: Record<string, string>;
  port: number;
  from: Source[];
};

export function admit(scope: Construct, props: AdmitProps): void {
  new NetworkPolicyV1(scope, `kubernetes_network_policy_v1.${props.id}`, {
    metadata: { name: props.name, namespace: props.namespace },
    spec: {
      podSelector: { matchLabels: props.podLabels },
      policyTypes: ['Ingress'],
      ingress: [{ from: props.from.map(peer), ports: [{ port: String(props.port), protocol: 'TCP' }] }],
    },
  });
}

function peer(source: Source): NetworkPolicyV1SpecIngressFrom {
  return 'cidr' in source
    ? { ipBlock: { cidr: source.cidr } }
    : { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': source.namespace } } };
}
