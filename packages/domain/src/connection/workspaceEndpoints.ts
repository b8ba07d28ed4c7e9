import type { ConnectionPack } from './pack.ts';

type Endpoint = ConnectionPack['endpoints'][number];

/**
 * The endpoints as they are for one workspace. Each workspace has an event source of its own under the same name, so
 * that only the namespace in its addresses differs.
 */
export function workspaceEndpoints(endpoints: readonly Endpoint[], namespace: string): Endpoint[] {
  return endpoints.map((endpoint) => {
    if (endpoint.id !== 'events-webhook') return endpoint;
    const internal = new URL(endpoint.internalUrl);
    const [service = ''] = internal.hostname.split('.');
    return {
      ...endpoint,
      internalUrl: `http://${service}.${namespace}.svc.cluster.local:${internal.port}`,
      portForwardCommand: endpoint.portForwardCommand.replace(/ -n \S+ /, ` -n ${namespace} `),
    };
  });
}
