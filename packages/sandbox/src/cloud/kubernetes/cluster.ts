/** Which cluster a connection reaches: the EKS cluster of the store that has the configured host as its endpoint. */
import { ProviderError } from '../../providers/problems.ts';
import type { Session } from '../../providers/world.ts';
import type { CloudObject, ObjectKey } from '../../store/objects.ts';
import { stored } from '../attributes.ts';

/** @throws ProviderError worded as a failed connection, when there is no such cluster or no credentials are set */
export function reachCluster(session: Session, request: string): CloudObject {
  const { host } = session;
  if (host === undefined) {
    throw new ProviderError(
      `Kubernetes cluster unreachable: ${request} "http://localhost": dial tcp 127.0.0.1:80: connect: connection refused`,
      'The provider has no host: it was not known when the provider was configured, or it is not set.',
    );
  }
  const cluster = session.world.store
    .mentioning({ type: 'aws_eks_cluster' }, host)
    .find((candidate) => stored(candidate).endpoint === host);
  if (cluster === undefined) {
    throw new ProviderError(
      `Kubernetes cluster unreachable: ${request} "${host}": dial tcp: lookup ${new URL(host).hostname}: no such host`,
      'No EKS cluster has this endpoint: it was deleted, or it was never made.',
    );
  }
  if (!session.hasCredentials) {
    throw new ProviderError('Unauthorized', `The provider sends neither a token nor a certificate to ${host}.`);
  }
  return cluster;
}

export type NamespacedKey = Pick<ObjectKey, 'account' | 'scope'>;

export const builtInNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

export function namespaceExists(session: Session, place: NamespacedKey, name: string): boolean {
  if (builtInNamespaces.includes(name)) return true;
  return session.world.store.get({ ...place, type: 'kubernetes_namespace_v1', id: name }) !== undefined;
}

/** Removes everything in a namespace, as Kubernetes does when the namespace goes. */
export function emptyNamespace(session: Session, { account, scope }: NamespacedKey, name: string): void {
  for (const object of session.world.store.list({ account, scope })) {
    const isInside = object.id.startsWith(`${name}/`) || stored(object).namespace === name;
    if (isInside) session.world.store.remove(object);
  }
}

export function uid(session: Session): string {
  return session.world.ids.uuid();
}
