/** The helm provider: releases as records in a cluster; nothing of a chart is rendered. */
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import { ProviderError } from '../../providers/problems.ts';
import { assembleProvider, type Provider } from '../../providers/provider.ts';
import { isObject, type TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import schema from '../../schemas/helm.gen.json' with { type: 'json' };
import type { ProviderSchema } from '../../schemas/schema.ts';
import { blocks, number, text } from '../attributes.ts';
import { namespaceExists, reachCluster } from '../kubernetes/cluster.ts';
import { clusterSession, locateInCluster } from '../kubernetes/kubernetesProvider.ts';
import { checkManifests } from './manifestRules.ts';

const release: ResourceBehaviour = {
  type: 'helm_release',
  api: { service: 'Helm', noun: 'Helm release', create: 'install', update: 'upgrade', delete: 'uninstall' },
  place: 'cluster',
  forceNew: ['name', 'namespace'],
  defaults: {
    atomic: false,
    cleanup_on_fail: false,
    create_namespace: false,
    dependency_update: false,
    disable_crd_hooks: false,
    disable_openapi_validation: false,
    disable_webhooks: false,
    force_update: false,
    lint: false,
    max_history: 0,
    namespace: 'default',
    pass_credentials: false,
    recreate_pods: false,
    render_subchart_notes: true,
    replace: false,
    reset_values: false,
    reuse_values: false,
    'set.type': '',
    skip_crds: false,
    take_ownership: false,
    timeout: 300,
    upgrade_install: false,
    verify: false,
    wait: true,
    wait_for_jobs: false,
  },
  // What the release's record in the cluster does not hold; an import knows the name, the namespace and the chart.
  stateOnly: ['repository_password', 'set', 'set_list', 'set_sensitive', 'set_wo_revision', 'values', 'repository'],
  constraints: {
    name: {
      min: 1,
      max: 53,
      pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
      rule: 'release name must consist of lower case alphanumeric characters, "-" or "."',
    },
  },
  recomputed: { metadata: ['*'], manifest: ['*'], resources: ['*'] },
  id: (input) => text(input.name),
  key: (attributes) => `${text(attributes.namespace)}/${text(attributes.name)}`,
  taken: () => new ProviderError('installation failed', 'cannot re-use a name that is still in use'),
  create: (session, input) => {
    provideNamespace(session, input);
    checkManifests(session, input);
    const now = Math.floor(session.world.clock().getTime() / 1000);
    const version = text(input.version) || '1.0.0';
    return {
      version,
      status: 'deployed',
      description: 'Install complete',
      manifest: '',
      metadata: metadata(input, { version, revision: 1, first: now, last: now }),
    };
  },
  update: (session, input, before) => {
    checkManifests(session, input);
    const old = isObject(before.metadata) ? before.metadata : {};
    const last = Math.floor(session.world.clock().getTime() / 1000);
    const revision = number(old.revision, 1) + 1;
    const version = text(input.version) || text(before.version);
    return { metadata: metadata(input, { version, revision, first: number(old.first_deployed, last), last }) };
  },
};

function metadata(
  input: TfObject,
  { version, revision, first, last }: { version: string; revision: number; first: number; last: number },
): TfObject {
  return {
    app_version: version,
    chart: text(input.chart).split('/').at(-1) ?? '',
    name: text(input.name),
    namespace: text(input.namespace),
    notes: '',
    revision,
    version,
    first_deployed: first,
    last_deployed: last,
    values: JSON.stringify(Object.fromEntries(blocks(input.set).map((set) => [text(set.name), set.value ?? null]))),
  };
}

function provideNamespace(session: Session, input: TfObject): void {
  const cluster = reachCluster(session, 'Get');
  const namespace = text(input.namespace);
  const place = { account: cluster.account, scope: session.host ?? '' };
  if (namespaceExists(session, place, namespace)) return;
  if (input.create_namespace !== true) {
    throw new ProviderError('installation failed', `create: failed to create: namespaces "${namespace}" not found`);
  }
  session.world.store.put({
    ...place,
    type: 'kubernetes_namespace_v1',
    id: namespace,
    createdAt: session.world.clock().toISOString(),
    attributes: {
      id: namespace,
      metadata: [
        {
          name: namespace,
          labels: {},
          annotations: {},
          generation: 0,
          resource_version: '1',
          uid: session.world.ids.uuid(),
        },
      ],
    },
  });
}

export function helmProvider(): Provider {
  return assembleProvider({
    schema: schema as unknown as ProviderSchema,
    resources: [release],
    dataSources: [],
    configure: (world, config) => clusterSession(world, isObject(config.kubernetes) ? config.kubernetes : {}),
    locate: (session) => locateInCluster(session),
  });
}
