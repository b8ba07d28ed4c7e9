/** What all Kubernetes types share: the metadata block, `namespace/name` ids, namespaces that must exist. */
import type { ApiNames, ResourceBehaviour } from '../../providers/behaviour.ts';
import { ProviderError } from '../../providers/problems.ts';
import { isObject, type TfObject, type TfValue } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { block, text } from '../attributes.ts';
import { namespaceExists, reachCluster, uid } from './cluster.ts';

export type Kind = {
  type: string;
  kind: string;
  /** As in the API's path and errors: `deployments.apps`. */
  plural: string;
  isNamespaced: boolean;
};

/** Adds the shared parts to what is particular to one type. */
export function kubernetesResource(kind: Kind, own: Partial<ResourceBehaviour> = {}): ResourceBehaviour {
  const isNamed = own.taken === undefined;
  return {
    type: kind.type,
    api: apiOf(kind),
    place: 'cluster',
    ...own,
    forceNew: [
      'metadata.name',
      'metadata.generate_name',
      ...(kind.isNamespaced ? ['metadata.namespace'] : []),
      ...(own.forceNew ?? []),
    ],
    defaults: { ...(kind.isNamespaced && { 'metadata.namespace': 'default' }), ...own.defaults },
    constraints: {
      'metadata.name': {
        max: 253,
        pattern: /^[a-z0-9]([-.:a-z0-9]*[a-z0-9])?$/,
        rule: 'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, "-" or "."',
      },
      ...own.constraints,
    },
    id: (input, session) => {
      const metadata = block(input.metadata);
      const name = text(metadata.name) || `${text(metadata.generate_name)}${session.world.ids.hex(5)}`;
      return kind.isNamespaced ? `${text(metadata.namespace)}/${name}` : name;
    },
    ...(isNamed && {
      taken: (id: string) =>
        new ProviderError(
          `${kind.plural} "${id.split('/').at(-1)}" already exists`,
          `It exists in the cluster as ${id}.`,
        ),
    }),
    create: (session, input, id) => {
      const { namespace, name } = splitId(id, kind.isNamespaced);
      if (kind.isNamespaced) requireNamespace(session, namespace);
      return {
        ...own.create?.(session, input, id),
        metadata: [
          { name, generation: hasGeneration(kind) ? 1 : 0, resource_version: version(session), uid: uid(session) },
        ],
      };
    },
  };
}

export function splitId(id: string, isNamespaced: boolean): { namespace: string; name: string } {
  if (!isNamespaced) return { namespace: '', name: id };
  const [namespace = '', name = ''] = id.split('/');
  return { namespace, name };
}

function requireNamespace(session: Session, namespace: string): void {
  const cluster = reachCluster(session, 'Post');
  const place = { account: cluster.account, scope: session.host ?? '' };
  if (!namespaceExists(session, place, namespace)) {
    throw new ProviderError(`namespaces "${namespace}" not found`, 'Create the namespace first.');
  }
}

/** Kubernetes counts generations of what has a desired state, not of what is only data. */
function hasGeneration(kind: Kind): boolean {
  return /deployment|daemon_set|job|ingress|network_policy|disruption/.test(kind.type);
}

function version(session: Session): string {
  return String(1000 + (Number.parseInt(session.world.ids.hex(5), 16) % 900_000));
}

function apiOf(kind: Kind): ApiNames {
  return { service: 'Kubernetes', noun: kind.kind, create: 'create', update: 'patch', delete: 'delete' };
}

/** A value to fill in at a path, or how it follows from the element that holds it. */
export type Filling = TfValue | ((element: TfObject) => TfValue);

/** Builds computed values along `paths`, with as many elements as the input has at each step. */
export function fillAt(input: TfObject, fillings: Readonly<Record<string, Filling>>): TfObject {
  const result: TfObject = {};
  for (const [path, filling] of Object.entries(fillings)) place(result, input, path.split('.'), filling);
  return result;
}

function place(target: TfObject, input: TfObject, [head = '', ...rest]: string[], filling: Filling): void {
  if (rest.length === 0) {
    target[head] = typeof filling === 'function' ? filling(input) : filling;
    return;
  }
  const inner = input[head];
  if (!Array.isArray(inner)) return;
  const existing = target[head];
  const elements = Array.isArray(existing) ? existing : inner.map((): TfObject => ({}));
  target[head] = elements;
  inner.forEach((item, index) => {
    const element = elements[index];
    if (isObject(item) && isObject(element)) place(element, item, rest, filling);
  });
}
