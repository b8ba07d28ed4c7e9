import { parse } from 'yaml';
import { list, pick, readOnce, type StackView, type ViewedResource } from './stackView.ts';

/** A stack's Kubernetes half as the rules read it: pods, Services, values of charts and the objects in them. */

export type Container = {
  of: ViewedResource;
  name: string;
  image: string;
  env: Map<string, unknown>;
  values: unknown;
};

export const workloadTypes = ['kubernetes_deployment_v1', 'kubernetes_daemon_set_v1', 'kubernetes_job_v1'] as const;

/** Containers and init containers of every workload which Terraform itself describes. */
export function containers(stack: StackView): Container[] {
  return stack.ofType(...workloadTypes).flatMap((of) => {
    const pod = pick(of.values, 'spec', 'template', 'spec');
    return [...list(pick(pod, 'init_container')), ...list(pick(pod, 'container'))].map((values) => ({
      of,
      name: String(pick(values, 'name')),
      image: String(pick(values, 'image')),
      env: new Map(list(pick(values, 'env')).map((variable) => [String(pick(variable, 'name')), variable])),
      values,
    }));
  });
}

export function environmentOf(stack: StackView, container: string): (variable: string) => string | undefined {
  const found = containers(stack).find(({ name }) => name === container);
  return (variable) => {
    const value = pick(found?.env.get(variable), 'value');
    return found && value !== undefined ? stack.resolve(found.of.layer, value) : undefined;
  };
}

const releaseValues = readOnce(
  (stack) =>
    new Map(
      stack
        .ofType('helm_release')
        .map(({ name, layer, values }): [string, unknown] => [
          name,
          parse(stack.resolve(layer, pick(values, 'values', 0))),
        ]),
    ),
);

/** The values of a release, as its chart will read them. */
export function chartValues(stack: StackView, name: string): unknown {
  return releaseValues(stack).get(name);
}

export type Manifest = { kind: string; namespace: string; name: string; spec: unknown; release: string };

/** Objects that a release carries in its values. */
export const manifests = readOnce((stack): Manifest[] =>
  stack.ofType('helm_release').flatMap(({ name: release, address }) =>
    list(pick(chartValues(stack, release), 'extraObjects')).map((object) => ({
      kind: String(pick(object, 'kind')),
      namespace: String(pick(object, 'metadata', 'namespace')),
      name: String(pick(object, 'metadata', 'name')),
      spec: pick(object, 'spec'),
      release: address,
    })),
  ),
);

/** A part of an object's metadata, references followed. */
export function metadataOf(stack: StackView, { layer, values }: ViewedResource, part: 'name' | 'namespace'): string {
  return stack.resolve(layer, pick(values, 'metadata', part));
}

/** As `namespace/name`. */
export function qualified(stack: StackView, resource: ViewedResource): string {
  return `${metadataOf(stack, resource, 'namespace')}/${metadataOf(stack, resource, 'name')}`;
}

/** Labels of pods: of every workload, and of those which charts bring and something here selects. */
export const pods = readOnce((stack): { namespace: string; labels: unknown; values: unknown }[] => {
  return [
    ...stack.ofType(...workloadTypes).map((workload) => ({
      namespace: metadataOf(stack, workload, 'namespace'),
      labels: pick(workload.values, 'spec', 'template', 'metadata', 'labels'),
      values: workload.values,
    })),
    // `argo-workflows.selectorLabels` of the chart: its name with the component's, and the release.
    ...stack
      .ofType('helm_release')
      .filter(({ values }) => pick(values, 'chart') === 'argo-workflows')
      .map(({ layer, values }) => ({
        namespace: stack.resolve(layer, pick(values, 'namespace')),
        labels: {
          'app.kubernetes.io/name': 'argo-workflows-server',
          'app.kubernetes.io/instance': pick(values, 'name'),
        },
        values,
      })),
  ];
});

export function selects(selector: unknown, labels: unknown): boolean {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => pick(labels, key) === value);
}

/** Every Service as `namespace/name:port`: Terraform's own, and those that charts and Argo Events name after others. */
export const renderedServices = readOnce((stack): string[] => {
  const own = stack
    .ofType('kubernetes_service_v1')
    .map((service) => `${qualified(stack, service)}:${pick(service.values, 'spec', 'port', 0, 'port')}`);
  const argo = chartValues(stack, 'argo_workflows');
  const release = stack.ofType('helm_release').find(({ name }) => name === 'argo_workflows');
  const argoNamespace = release && stack.resolve(release.layer, pick(release.values, 'namespace'));
  return [
    ...own,
    `${argoNamespace}/${pick(argo, 'fullnameOverride')}-server:${pick(argo, 'server', 'servicePort')}`,
    ...manifests(stack)
      .filter(({ kind }) => kind === 'EventSource')
      .map(
        ({ namespace, name, spec }) =>
          `${namespace}/${name}-eventsource-svc:${pick(spec, 'service', 'ports', 0, 'port')}`,
      ),
  ];
});

/** Whether a load balancer stands before the services. */
export function isPublished(stack: StackView): boolean {
  return stack.ofType('aws_lb').length > 0;
}

export function output(stack: StackView, layer: 'cluster' | 'services', name: string): unknown {
  return pick(stack.documents[layer], 'output', name, 'value');
}

/** Namespaces in which flows run. */
export const workflowNamespaces = readOnce((stack): string[] =>
  list(output(stack, 'services', 'workspaces')).map((workspace) => String(pick(workspace, 'namespace'))),
);
