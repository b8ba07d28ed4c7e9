/** Kubernetes: services, ingresses and network policies. */
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { block, number, stored, text } from '../attributes.ts';
import { fillAt, kubernetesResource, splitId } from './resource.ts';

const service = kubernetesResource(
  { type: 'kubernetes_service_v1', kind: 'Service', plural: 'services', isNamespaced: true },
  {
    forceNew: ['spec.cluster_ip'],
    defaults: {
      wait_for_load_balancer: true,
      'spec.type': 'ClusterIP',
      'spec.session_affinity': 'None',
      'spec.publish_not_ready_addresses': false,
      'spec.allocate_load_balancer_node_ports': true,
      'spec.port.protocol': 'TCP',
    },
    stateOnly: ['wait_for_load_balancer'],
    create: (session, input, id) => {
      const spec = block(input.spec);
      const type = text(spec.type);
      const isBalanced = type === 'LoadBalancer';
      const clusterIp = type === 'ExternalName' ? '' : text(spec.cluster_ip) || address(session);
      return {
        status: [{ load_balancer: [{ ingress: isBalanced ? [balancer(session, id)] : [] }] }],
        ...fillAt(input, {
          'spec.cluster_ip': clusterIp,
          'spec.cluster_ips': clusterIp === '' ? [] : [clusterIp],
          'spec.ip_families': ['IPv4'],
          'spec.ip_family_policy': 'SingleStack',
          'spec.internal_traffic_policy': 'Cluster',
          'spec.external_traffic_policy': isBalanced || type === 'NodePort' ? 'Cluster' : '',
          'spec.port.target_port': (port) => String(number(port.port)),
          'spec.port.node_port': isBalanced || type === 'NodePort' ? nodePort(session) : 0,
        }),
      };
    },
    update: (_session, input) =>
      fillAt(input, { 'spec.port.target_port': (port) => String(number(port.port)), 'spec.port.node_port': 0 }),
  },
);

function address(session: Session): string {
  const octet = () => Number.parseInt(session.world.ids.hex(2), 16) % 254;
  return `172.20.${octet()}.${octet() + 1}`;
}

function nodePort(session: Session): number {
  return 30_000 + (Number.parseInt(session.world.ids.hex(4), 16) % 2_767);
}

function balancer(session: Session, id: string): TfObject {
  const { namespace, name } = splitId(id, true);
  const region = session.host?.match(/\.([a-z0-9-]+)\.eks\.amazonaws/)?.[1] ?? session.region;
  const label = `k8s-${namespace.slice(0, 8)}-${name.slice(0, 8)}-${session.world.ids.hex(10)}`;
  return { hostname: `${label}.${region}.elb.amazonaws.com`, ip: '' };
}

const ingress = kubernetesResource(
  { type: 'kubernetes_ingress_v1', kind: 'Ingress', plural: 'ingresses.networking.k8s.io', isNamespaced: true },
  {
    defaults: { wait_for_load_balancer: false, 'spec.rule.http.path.path_type': 'ImplementationSpecific' },
    stateOnly: ['wait_for_load_balancer'],
    create: (session, input, id) => {
      const isServed = hasController(session, text(block(input.spec).ingress_class_name));
      return { status: [{ load_balancer: [{ ingress: isServed ? [balancer(session, id)] : [] }] }] };
    },
  },
);

/** An ingress gets an address only where a controller for its class runs. */
function hasController(session: Session, ingressClass: string): boolean {
  if (ingressClass !== 'alb') return false;
  return session.world.store
    .list({ scope: session.host ?? '', type: 'helm_release' })
    .some((release) => text(stored(release).chart).endsWith('aws-load-balancer-controller'));
}

const networkPolicy = kubernetesResource(
  {
    type: 'kubernetes_network_policy_v1',
    kind: 'NetworkPolicy',
    plural: 'networkpolicies.networking.k8s.io',
    isNamespaced: true,
  },
  { defaults: { 'spec.ingress.ports.protocol': 'TCP', 'spec.egress.ports.protocol': 'TCP' } },
);

export const networkResources: ResourceBehaviour[] = [service, ingress, networkPolicy];
