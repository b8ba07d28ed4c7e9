import { layers } from '@flowport/domain';
import { manifests, metadataOf, workflowNamespaces } from './kubernetesView.ts';
import { cyclesIn, dependencyGraph } from './references.ts';
import type { Rule } from './rule.ts';
import { list, pick } from './stackView.ts';

export const orderRules: Rule[] = [
  {
    guarantee: 'a destroy order exists: nothing waits for itself',
    violations: (stack) =>
      layers.flatMap((layer) => cyclesIn(dependencyGraph(stack, layer)).map((path) => `${layer}: ${path}`)),
  },
  {
    guarantee: 'objects of a release come after their namespaces, and go before them',
    violations: (stack) => {
      const graph = dependencyGraph(stack, 'services');
      const namespaces = new Map(
        stack
          .ofType('kubernetes_namespace_v1')
          .map((namespace) => [metadataOf(stack, namespace, 'name'), namespace.address]),
      );
      return manifests(stack)
        .filter(({ namespace, release }) => !graph.get(release)?.includes(namespaces.get(namespace) ?? ''))
        .map(({ kind, namespace, release }) => `${kind} of ${release} in ${namespace}`);
    },
  },
  {
    guarantee: 'custom resources go before the controller that must let them go, and come after their definitions',
    violations: (stack) => {
      const controllers: Record<string, string> = {
        EventBus: 'helm_release.argo_events',
        EventSource: 'helm_release.argo_events',
        TargetGroupBinding: 'helm_release.aws_load_balancer_controller',
      };
      const carried = manifests(stack).map(({ kind, release }) => [
        release,
        controllers[kind] ?? `the controller of ${kind}`,
      ]);
      const spaces = stack
        .ofType('kubernetes_namespace_v1')
        .filter((namespace) =>
          workflowNamespaces(stack).includes(stack.resolve('services', pick(namespace.values, 'metadata', 'name'))),
        )
        .flatMap(({ address }) => [
          [address, 'helm_release.argo_events'],
          ['helm_release.argo_workflows', address],
        ]);
      return [
        ...carried,
        ...spaces,
        ['aws_eks_node_group.system', 'aws_eks_addon.vpc_cni'],
        ['aws_eks_addon.coredns', 'aws_eks_node_group.system'],
        ['aws_eks_cluster.main', 'aws_cloudwatch_log_group.cluster'],
        ['aws_eks_cluster.main', 'aws_iam_role_policy_attachment.cluster'],
        ['aws_eks_node_group.system', 'aws_iam_role_policy_attachment.node_worker'],
      ]
        .filter(
          ([address = '', earlier = '']) =>
            !list(
              pick(stack.resources.find((resource) => resource.address === address)?.values, 'depends_on'),
            ).includes(earlier),
        )
        .map(([address, earlier]) => `${address} does not wait for ${earlier}`);
    },
  },
];
