/** The kubernetes provider: its objects live in the EKS cluster that its host names. */
import { assembleProvider, type Provider } from '../../providers/provider.ts';
import type { TfObject, TfValue } from '../../providers/wire/values.ts';
import type { Session, World } from '../../providers/world.ts';
import schema from '../../schemas/kubernetes.gen.json' with { type: 'json' };
import type { ProviderSchema } from '../../schemas/schema.ts';
import { reachCluster } from './cluster.ts';
import { configurationResources } from './configuration.ts';
import { networkResources } from './network.ts';
import { workloadResources } from './workloads.ts';

export function kubernetesProvider(): Provider {
  return assembleProvider({
    schema: schema as unknown as ProviderSchema,
    resources: [...configurationResources, ...workloadResources, ...networkResources],
    dataSources: [],
    configure: (world, config) => clusterSession(world, config),
    locate: (session) => locateInCluster(session),
  });
}

/** `settings` is the part of a provider block that says how to reach the cluster. */
export function clusterSession(world: World, settings: TfObject): Session {
  const { host } = settings;
  return {
    world,
    account: world.account,
    region: world.region,
    defaultTags: {},
    callerArn: '',
    host: typeof host === 'string' && host !== '' ? host.replace(/\/$/, '') : undefined,
    hasCredentials: ['token', 'exec', 'client_certificate', 'username'].some((name) => isSet(settings[name])),
  };
}

/** A value that is not known yet counts as set. */
function isSet(value: TfValue | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== '';
}

export function locateInCluster(session: Session): { account: string; scope: string } {
  const cluster = reachCluster(session, 'Get');
  return { account: cluster.account, scope: session.host ?? '' };
}
