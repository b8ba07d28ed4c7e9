/** What a cluster refuses of the objects that a release carries: kinds that nobody has defined, namespaces that are not there. */
import { chartContent } from '../../charts/catalogue.ts';
import { type Manifest, manifestsOf } from '../../charts/manifests.ts';
import { parseValues } from '../../charts/values.ts';
import { ProviderError } from '../../providers/problems.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { texts } from '../attributes.ts';
import { namespaceExists, reachCluster } from '../kubernetes/cluster.ts';

/** Groups of the API server itself; every other one comes with a custom resource definition. */
const isCustom = ({ apiVersion }: Manifest) =>
  apiVersion.includes('.') && !apiVersion.includes('.k8s.io/') && apiVersion.includes('/');

/** @throws ProviderError in Helm's words */
export function checkManifests(session: Session, input: TfObject): void {
  if (texts(input.values).some((yaml) => parseValues(yaml) === undefined)) {
    throw new ProviderError('error unmarshaling values', 'One of `values` is not a mapping in YAML.');
  }
  const manifests = manifestsOf({ attributes: input });
  if (manifests.length === 0) return;
  const cluster = reachCluster(session, 'Get');
  const place = { account: cluster.account, scope: session.host ?? '' };
  const releases = session.world.store.list({ ...place, type: 'helm_release' });
  // A release's own definitions are not there yet when its objects are looked up.
  const kinds = new Set(releases.flatMap((release) => chartContent(release).kinds));
  const unknown = manifests.find((one) => isCustom(one) && !kinds.has(`${one.apiVersion.split('/')[0]}/${one.kind}`));
  if (unknown !== undefined) {
    throw new ProviderError(
      'installation failed',
      `unable to build kubernetes objects from release manifest: resource mapping not found for name: "${unknown.name}" namespace: "${unknown.namespace}" from "": no matches for kind "${unknown.kind}" in version "${unknown.apiVersion}"\nensure CRDs are installed first`,
    );
  }
  const own = new Set(manifests.filter(({ kind }) => kind === 'Namespace').map(({ name }) => name));
  const homeless = manifests.find(
    ({ namespace, kind }) => kind !== 'Namespace' && !own.has(namespace) && !namespaceExists(session, place, namespace),
  );
  if (homeless !== undefined) {
    throw new ProviderError(
      'installation failed',
      `failed to create resource: namespaces "${homeless.namespace}" not found`,
    );
  }
}
