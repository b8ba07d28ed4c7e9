import { Construct } from 'constructs';
import { services } from '../naming.ts';
import { admit, denyIngress, type Source } from './networkPolicy.ts';

export type MetaflowNetworkPoliciesProps = {
  namespace: string;
  /** Namespaces whose pods report to the metadata service. */
  workflowNamespaces: string[];
  /** Where the load balancer stands; none without one. */
  loadBalancerCidrs: string[];
};

/**
 * The metadata service has no authentication of its own, so inside the cluster the network decides who may talk to it:
 * pods of workflow namespaces, the load balancer that asks for a key, and nobody else. Port-forwarding enters the pod from
 * its node and is not concerned.
 */
export class MetaflowNetworkPolicies extends Construct {
  constructor(scope: Construct, id: string, props: MetaflowNetworkPoliciesProps) {
    super(scope, id);
    const { namespace } = props;
    const loadBalancer: Source[] = props.loadBalancerCidrs.map((cidr) => ({ cidr }));
    const admitTo = (name: string, { name: service, port }: { name: string; port: number }, from: Source[]) =>
      admit(this, {
        id: name,
        name: service,
        namespace,
        podLabels: { 'app.kubernetes.io/name': service },
        port,
        from,
      });
    denyIngress(this, { id: 'metaflow', namespace });
    admitTo('metadata', services.metadata, [
      ...props.workflowNamespaces.map((name) => ({ namespace: name })),
      ...loadBalancer,
    ]);
    if (loadBalancer.length === 0) return;
    admitTo('ui_backend', services.uiBackend, loadBalancer);
    admitTo('ui_static', services.uiStatic, loadBalancer);
  }
}
