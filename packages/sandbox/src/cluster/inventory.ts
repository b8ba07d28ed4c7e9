/**
 * What a simulated cluster holds, read from the store at each question: the objects of the kubernetes provider, and what
 * the installed charts bring along. Pods are not objects of their own: a workload has as many as it asks for, ready when
 * there is a node to run on and its service account exists.
 */
import { chartContent } from '../charts/catalogue.ts';
import { type Manifest, manifestsOf } from '../charts/manifests.ts';
import { valueAt } from '../charts/values.ts';
import { block, blocks, number, stored, text, textMap, texts } from '../cloud/attributes.ts';
import type { CloudObject, ObjectStore } from '../store/objects.ts';
import { hasNodes } from './nodes.ts';

export type Workload = {
  kind: 'Deployment' | 'DaemonSet';
  namespace: string;
  name: string;
  podLabels: Record<string, string>;
  replicas: number;
  readyReplicas: number;
  ports: { name: string; port: number }[];
  images: string[];
  /** Command lines of the containers, by which an application is known. */
  commands: string[];
  createdAt: string;
};

export type Service = {
  namespace: string;
  name: string;
  selector: Record<string, string>;
  ports: { name: string; port: number; targetPort: string }[];
  clusterIp: string;
  createdAt: string;
};

export type Named = { namespace: string; name: string; annotations: Record<string, string>; createdAt: string };
export type Custom = Manifest & { isReady: boolean; createdAt: string };

export interface Inventory {
  cluster: CloudObject;
  namespaces(): Named[];
  serviceAccounts(): Named[];
  workloads(): Workload[];
  services(): Service[];
  /** Custom resources whose kind is defined. */
  customs(): Custom[];
  /** `group/Kind` of every definition. */
  kinds(): Set<string>;
  /** Objects of the kubernetes provider of one type. */
  objects(type: string): CloudObject[];
  releases(): CloudObject[];
}

export function openInventory(store: ObjectStore, cluster: CloudObject): Inventory {
  const scope = text(stored(cluster).endpoint);
  const place = { account: cluster.account, scope };
  const objects = (type: string) => store.list({ ...place, type });
  const releases = () => objects('helm_release');
  const inventory: Inventory = {
    cluster,
    objects,
    releases,
    namespaces: () => [
      ...['default', 'kube-node-lease', 'kube-public', 'kube-system'].map((name) => builtIn('', name, cluster)),
      ...objects('kubernetes_namespace_v1').map(named),
    ],
    serviceAccounts: () => [
      ...inventory.namespaces().map(({ name }) => builtIn(name, 'default', cluster)),
      ...objects('kubernetes_service_account_v1').map(named),
      ...store
        .list({ account: cluster.account, scope: cluster.scope, type: 'aws_eks_addon' })
        .filter((addon) => stored(addon).cluster_name === cluster.id)
        .flatMap((addon) => accountsOfAddon(addon)),
      ...releases().flatMap((release) =>
        chartContent(release).workloads.map(({ serviceAccount }) =>
          builtIn(text(stored(release).namespace), serviceAccount, release),
        ),
      ),
    ],
    workloads: () => {
      const hasRoom = hasNodes(store, cluster);
      const accounts = new Set(inventory.serviceAccounts().map(({ namespace, name }) => `${namespace}/${name}`));
      return [
        ...objects('kubernetes_deployment_v1').map((object) => deployment(object, hasRoom, accounts)),
        ...releases().flatMap((release) => chartWorkloads(release, hasRoom)),
        ...inventory.customs().flatMap((custom) => eventWorkloads(custom)),
      ];
    },
    services: () => [
      ...objects('kubernetes_service_v1').map(service),
      ...releases().flatMap(chartServices),
      ...inventory.customs().flatMap((custom) => eventServices(custom)),
    ],
    kinds: () => new Set(releases().flatMap((release) => chartContent(release).kinds)),
    customs: () => {
      const kinds = inventory.kinds();
      const hasRoom = hasNodes(store, cluster);
      return releases().flatMap((release) =>
        manifestsOf(release)
          .filter((manifest) => kinds.has(`${manifest.apiVersion.split('/')[0]}/${manifest.kind}`))
          .map((manifest) => ({
            ...manifest,
            isReady: hasRoom && !unready(release).includes(manifest.name),
            createdAt: release.createdAt,
          })),
      );
    },
  };
  return inventory;
}

/** What each add-on runs as. Source: the manifests of the add-ons, as `kubectl -n kube-system get serviceaccounts` shows them. */
const addonAccounts: Readonly<Record<string, readonly string[]>> = {
  'vpc-cni': ['aws-node'],
  'kube-proxy': ['kube-proxy'],
  coredns: ['coredns'],
  'aws-ebs-csi-driver': ['ebs-csi-controller-sa', 'ebs-csi-node-sa'],
  'metrics-server': ['metrics-server'],
};

function accountsOfAddon(addon: CloudObject): Named[] {
  const names = addonAccounts[text(stored(addon).addon_name)] ?? [];
  return names.map((name) => builtIn('kube-system', name, addon));
}

/** Names that the control API marked as not ready, in the attribute `unready` of a release. */
function unready(release: CloudObject): string[] {
  return texts(stored(release).unready);
}

function builtIn(namespace: string, name: string, { createdAt }: CloudObject): Named {
  return { namespace, name, annotations: {}, createdAt };
}

function named(object: CloudObject): Named {
  const metadata = block(stored(object).metadata);
  return {
    namespace: text(metadata.namespace),
    name: text(metadata.name),
    annotations: textMap(metadata.annotations),
    createdAt: object.createdAt,
  };
}

function deployment(object: CloudObject, hasRoom: boolean, accounts: ReadonlySet<string>): Workload {
  const spec = block(stored(object).spec);
  const pod = block(spec.template);
  const podSpec = block(pod.spec);
  const { namespace, name, createdAt } = named(object);
  const replicas = Number(text(spec.replicas) || number(spec.replicas, 1));
  const account = text(podSpec.service_account_name) || 'default';
  // The control API may say how many are ready, to stand for a crash or a probe that fails.
  const ready = number(
    stored(object).ready_replicas,
    hasRoom && accounts.has(`${namespace}/${account}`) ? replicas : 0,
  );
  return {
    kind: 'Deployment',
    namespace,
    name,
    podLabels: textMap(block(pod.metadata).labels),
    replicas,
    readyReplicas: Math.min(ready, replicas),
    ports: blocks(podSpec.container).flatMap((container) =>
      blocks(container.port).map((port) => ({ name: text(port.name), port: number(port.container_port) })),
    ),
    images: blocks(podSpec.container).map((container) => text(container.image)),
    commands: blocks(podSpec.container).map((container) =>
      [...texts(container.command), ...texts(container.args)].join(' '),
    ),
    createdAt,
  };
}

function chartWorkloads(release: CloudObject, hasRoom: boolean): Workload[] {
  const namespace = text(stored(release).namespace);
  return chartContent(release).workloads.map(({ name, replicas, port }) => ({
    kind: 'Deployment',
    namespace,
    name,
    podLabels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': text(stored(release).name) },
    replicas,
    readyReplicas: hasRoom && !unready(release).includes(name) ? replicas : 0,
    ports: port === undefined ? [] : [{ name: 'web', port }],
    images: [`${text(stored(release).chart).split('/').at(-1)}:${text(stored(release).version)}`],
    commands: [],
    createdAt: release.createdAt,
  }));
}

function chartServices(release: CloudObject): Service[] {
  return chartContent(release).services.map(({ name, port, workload }) => ({
    namespace: text(stored(release).namespace),
    name,
    selector: { 'app.kubernetes.io/name': workload },
    ports: [{ name: 'web', port, targetPort: 'web' }],
    clusterIp: '172.20.0.20',
    createdAt: release.createdAt,
  }));
}

/** Argo Events gives each event source a deployment, and a service on the ports that it names. */
function eventWorkloads(custom: Custom): Workload[] {
  if (custom.kind !== 'EventSource') return [];
  const ports = eventPorts(custom).map((port) => ({ name: '', port }));
  return [
    {
      kind: 'Deployment',
      namespace: custom.namespace,
      name: `${custom.name}-eventsource`,
      podLabels: { 'eventsource-name': custom.name },
      replicas: 1,
      readyReplicas: custom.isReady ? 1 : 0,
      ports,
      images: ['quay.io/argoproj/argo-events'],
      commands: ['eventsource-service'],
      createdAt: custom.createdAt,
    },
  ];
}

function eventServices(custom: Custom): Service[] {
  const ports = custom.kind === 'EventSource' ? eventPorts(custom) : [];
  if (ports.length === 0) return [];
  return [
    {
      namespace: custom.namespace,
      name: `${custom.name}-eventsource-svc`,
      selector: { 'eventsource-name': custom.name },
      ports: ports.map((port) => ({ name: '', port, targetPort: String(port) })),
      clusterIp: '172.20.0.30',
      createdAt: custom.createdAt,
    },
  ];
}

function eventPorts(custom: Custom): number[] {
  const ports = valueAt(custom.body, 'spec.service.ports');
  if (!Array.isArray(ports)) return [];
  return ports.flatMap((entry: { port?: unknown }) => (typeof entry.port === 'number' ? [entry.port] : []));
}

function service(object: CloudObject): Service {
  const spec = block(stored(object).spec);
  const { namespace, name, createdAt } = named(object);
  return {
    namespace,
    name,
    selector: textMap(spec.selector),
    ports: blocks(spec.port).map((port) => ({
      name: text(port.name),
      port: number(port.port),
      targetPort: text(port.target_port) || String(number(port.port)),
    })),
    clusterIp: text(spec.cluster_ip),
    createdAt,
  };
}
