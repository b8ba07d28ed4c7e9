import {
  chartValues,
  isPublished,
  manifests,
  metadataOf,
  pods,
  renderedServices,
  selects,
  workflowNamespaces,
} from './kubernetesView.ts';
import { allOf, type Rule } from './rule.ts';
import { list, pick, type StackView } from './stackView.ts';

/** What the load balancer's target groups are bound to. */
function targetBindings(stack: StackView) {
  return manifests(stack)
    .filter(({ kind }) => kind === 'TargetGroupBinding')
    .map(({ namespace, spec }) => ({
      service: `${namespace}/${pick(spec, 'serviceRef', 'name')}`,
      port: Number(pick(spec, 'serviceRef', 'port')),
      targetGroup: String(pick(spec, 'targetGroupARN')),
      spec,
    }));
}

/** Who reaches the shared services; rules over the load balancer itself are with the network. */
export const publishingRules: Rule[] = [
  {
    guarantee: 'network policies are enforced, and the metadata service admits workflow namespaces only',
    violations: (stack) => {
      const cni = stack.ofType('aws_eks_addon').find(({ name }) => name === 'vpc_cni');
      const configuration: unknown = JSON.parse(String(pick(cni?.values, 'configuration_values') ?? '{}'));
      const policies = stack
        .ofType('kubernetes_network_policy_v1')
        .filter((policy) => metadataOf(stack, policy, 'namespace') === 'metaflow');
      const denies = policies.some(
        ({ values }) =>
          Object.keys(pick(values, 'spec', 'pod_selector') ?? { any: '' }).length === 0 &&
          pick(values, 'spec', 'ingress') === undefined,
      );
      const admitted = policies.flatMap(({ layer, values }) =>
        list(pick(values, 'spec', 'ingress')).flatMap((ingress) =>
          list(pick(ingress, 'from'))
            // The load balancer, which is looked at below.
            .filter((from) => !isPublished(stack) || pick(from, 'ip_block') === undefined)
            .map((from) =>
              stack.resolve(layer, pick(from, 'namespace_selector', 'match_labels', 'kubernetes.io/metadata.name')),
            ),
        ),
      );
      return [
        ...(pick(configuration, 'enableNetworkPolicy') === 'true' ? [] : ['the CNI ignores network policies']),
        ...(denies ? [] : ['the namespace metaflow admits everyone']),
        ...(admitted.toSorted().join() === workflowNamespaces(stack).toSorted().join()
          ? []
          : [`admitted are ${admitted.join()}`]),
      ];
    },
  },
  {
    guarantee: 'every target group is bound to one Service, and none without a load balancer',
    violations: (stack) => {
      const bound = targetBindings(stack);
      const groups = stack.ofType('aws_lb_target_group').map(({ layer, address }) => `${layer}:${address}.arn`);
      const services = renderedServices(stack);
      return [
        ...(bound
          .map(({ targetGroup }) => targetGroup)
          .toSorted()
          .join() === groups.toSorted().join()
          ? []
          : [`${bound.length} bindings of ${groups.length} target groups`]),
        ...allOf(
          bound,
          ({ service, port }) => services.includes(`${service}:${port}`),
          ({ service }) => `${service} does not exist`,
        ),
        ...(new Set(bound.map(({ service }) => service)).size === bound.length ? [] : ['a Service is bound twice']),
        ...allOf(
          bound,
          ({ spec }) => pick(spec, 'targetType') === 'ip' && pick(spec, 'networking') === undefined,
          ({ service }) => `${service} in another way`,
        ),
      ];
    },
  },
  {
    guarantee: 'the load balancer is let to the services behind it, by the network of the cluster too',
    violations: (stack) => {
      const subnets = stack
        .ofType('aws_subnet')
        .filter(({ name }) => name.startsWith('public_'))
        .map(({ layer, values }) => stack.resolve(layer, pick(values, 'cidr_block')));
      const admitted = (namespace: string, labels: unknown) =>
        stack
          .ofType('kubernetes_network_policy_v1')
          .filter(
            (policy) =>
              metadataOf(stack, policy, 'namespace') === namespace &&
              selects(pick(policy.values, 'spec', 'pod_selector', 'match_labels'), labels),
          )
          .flatMap(({ values }) =>
            list(pick(values, 'spec', 'ingress')).flatMap((ingress) =>
              list(pick(ingress, 'from')).map(
                (from) => `${pick(from, 'ip_block', 'cidr')} ${pick(ingress, 'ports', 0, 'port')}`,
              ),
            ),
          );
      return targetBindings(stack).flatMap(({ service, port }) => {
        const [namespace = '', name = ''] = service.split('/');
        const labels = stack.ofType('kubernetes_service_v1').find((found) => metadataOf(stack, found, 'name') === name);
        const target = labels
          ? pick(labels.values, 'spec', 'selector')
          : pods(stack).find((pod) => pod.namespace === namespace)?.labels;
        const sources = admitted(namespace, target);
        return subnets.filter((cidr) => !sources.includes(`${cidr} ${port}`)).map((cidr) => `${cidr} to ${service}`);
      });
    },
  },
  {
    guarantee: 'the load balancer controller knows its VPC and minds nothing but target groups',
    violations: (stack) => {
      const values = chartValues(stack, 'aws_load_balancer_controller');
      if (!isPublished(stack)) return values === undefined ? [] : ['it runs without a load balancer'];
      const holds = {
        vpc: pick(values, 'vpcId') === 'foundation:aws_vpc.main.id',
        'Services and Ingresses':
          pick(values, 'enableServiceMutatorWebhook') === false &&
          pick(values, 'webhookConfig', 'disableIngressValidation') === true,
        'ingress class': pick(values, 'createIngressClassResource') === false,
        rights: ['enableShield', 'enableWaf', 'enableWafv2'].every((part) => pick(values, part) === false),
        replicas: Number(pick(values, 'replicaCount')) >= 1,
      };
      return Object.entries(holds)
        .filter(([, held]) => !held)
        .map(([what]) => what);
    },
  },
];
