/** The objects of a cluster in the shapes of the Kubernetes API, by collection. */
import type { ObjectStore } from '../store/objects.ts';
import { stableUid } from '../store/uid.ts';
import type { ApiRequest } from './apiRequest.ts';
import type { Custom, Inventory, Named, Service, Workload } from './inventory.ts';
import { nodesOf } from './nodes.ts';
import { notFound, unknownResource } from './status.ts';

type Asked = { store: ObjectStore; inventory: Inventory; asked: ApiRequest };
type Shape = { metadata: { name: string; namespace?: string } };

export type Collection = {
  group: string;
  resource: string;
  kind: string;
  all(inventory: Inventory, store: ObjectStore): Shape[];
  /** `group/Kind` of the definition that must be installed first. */
  definition?: string;
};

export const collections: readonly Collection[] = [
  {
    group: '',
    resource: 'nodes',
    kind: 'Node',
    all: (inventory, store) => nodesOf(store, inventory.cluster).map(shape),
  },
  { group: '', resource: 'namespaces', kind: 'Namespace', all: (inventory) => inventory.namespaces().map(namespace) },
  {
    group: '',
    resource: 'serviceaccounts',
    kind: 'ServiceAccount',
    all: (inventory) => inventory.serviceAccounts().map((account) => ({ metadata: metadata(account) })),
  },
  { group: '', resource: 'services', kind: 'Service', all: (inventory) => inventory.services().map(service) },
  {
    group: 'apps',
    resource: 'deployments',
    kind: 'Deployment',
    all: (inventory) => inventory.workloads().map(deployment),
  },
  customCollection('argoproj.io', 'eventbus', 'EventBus'),
  customCollection('argoproj.io', 'eventsources', 'EventSource'),
  customCollection('elbv2.k8s.aws', 'targetgroupbindings', 'TargetGroupBinding'),
];

export function listOf(collection: Collection, { store, inventory, asked }: Asked): Record<string, unknown> {
  requireDefined(collection, inventory);
  const items = collection
    .all(inventory, store)
    .filter((one) => asked.namespace === '' || one.metadata.namespace === asked.namespace);
  const apiVersion = versionOf(collection, asked);
  return { kind: `${collection.kind}List`, apiVersion, metadata: { resourceVersion: '1' }, items };
}

/** @throws StatusError NotFound */
export function objectOf(collection: Collection, { store, inventory, asked }: Asked): Record<string, unknown> {
  requireDefined(collection, inventory);
  const namespaceOf = collection.resource === 'namespaces' ? '' : asked.namespace;
  const found = collection
    .all(inventory, store)
    .find((one) => one.metadata.name === asked.name && (one.metadata.namespace ?? '') === namespaceOf);
  if (found === undefined) {
    throw notFound({ resource: collection.resource, group: collection.group, name: asked.name });
  }
  return { kind: collection.kind, apiVersion: versionOf(collection, asked), ...found };
}

function requireDefined(collection: Collection, inventory: Inventory): void {
  if (collection.definition !== undefined && !inventory.kinds().has(collection.definition)) throw unknownResource();
}

function versionOf(collection: Collection, { version }: ApiRequest): string {
  return collection.group === '' ? version : `${collection.group}/${version}`;
}

function metadata(one: { namespace: string; name: string; createdAt: string; annotations?: Record<string, string> }) {
  const { namespace: place, name, createdAt, annotations } = one;
  return {
    name,
    ...(place === '' ? {} : { namespace: place }),
    uid: stableUid(`${place}/${name}/${createdAt}`),
    creationTimestamp: createdAt,
    ...(annotations === undefined ? {} : { annotations }),
  };
}

function shape(node: Record<string, unknown>): Shape {
  return node as Shape;
}

function namespace(one: Named) {
  return {
    metadata: metadata({ ...one, namespace: '' }),
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

function service(one: Service) {
  return {
    metadata: metadata(one),
    spec: {
      type: 'ClusterIP',
      clusterIP: one.clusterIp,
      selector: one.selector,
      ports: one.ports.map(({ name, port, targetPort }) => ({ name, port, targetPort, protocol: 'TCP' })),
    },
  };
}

function deployment(one: Workload) {
  const isAvailable = one.readyReplicas >= one.replicas;
  return {
    metadata: metadata(one),
    spec: {
      replicas: one.replicas,
      selector: { matchLabels: one.podLabels },
      template: {
        metadata: { labels: one.podLabels },
        spec: { containers: one.images.map((image) => ({ name: one.name, image })) },
      },
    },
    status: {
      observedGeneration: 1,
      replicas: one.replicas,
      updatedReplicas: one.replicas,
      readyReplicas: one.readyReplicas,
      availableReplicas: one.readyReplicas,
      unavailableReplicas: one.replicas - one.readyReplicas,
      conditions: [
        {
          type: 'Available',
          status: isAvailable ? 'True' : 'False',
          reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
          message: isAvailable
            ? 'Deployment has minimum availability.'
            : 'Deployment does not have minimum availability.',
        },
      ],
    },
  };
}

function customCollection(group: string, resource: string, kind: string): Collection {
  return {
    group,
    resource,
    kind,
    definition: `${group}/${kind}`,
    all: (inventory) =>
      inventory
        .customs()
        .filter((one) => one.kind === kind)
        .map(custom),
  };
}

/** Argo Events reports by conditions; the load balancer controller by the generation that it has seen. */
function custom(one: Custom) {
  const status = one.isReady ? 'True' : 'False';
  const types = one.kind === 'EventSource' ? ['Deployed', 'SourcesProvided'] : ['Configured', 'Deployed'];
  const isArgo = one.apiVersion.startsWith('argoproj.io/');
  return {
    metadata: { ...metadata(one), labels: one.labels },
    spec: one.body.spec ?? {},
    status: isArgo
      ? { conditions: types.map((type) => ({ type, status, reason: one.isReady ? '' : 'Unhealthy' })) }
      : { observedGeneration: one.isReady ? 1 : 0 },
  };
}
