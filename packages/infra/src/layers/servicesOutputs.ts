import type { StackOutputs, StackParameters, WorkspaceOutput } from '@flowport/domain';
import { events, namespaces, serviceAccounts, services } from '../naming.ts';

type ServicesOutputs = StackOutputs['services'];
type Workspace = { team: string | null; namespace: string; serviceAccount: string; datastorePrefix: string };

/** What the services layer hands to the connection pack, all literal: a plan knows it before the cluster exists. */
export function servicesOutputs(workspaces: readonly Workspace[], parameters: StackParameters): ServicesOutputs {
  const { metaflow, argo } = namespaces;
  return {
    services: [
      service('metadata', 'Metadata service', metaflow, services.metadata),
      service('ui', 'Metaflow UI', metaflow, services.uiStatic),
      service('ui-backend', 'Metaflow UI backend', metaflow, services.uiBackend),
      service('argo', 'Argo Workflows', argo, services.argoServer),
      // Each workspace has one of this name; the first stands for them all.
      ...workspaces
        .slice(0, 1)
        .map(({ namespace }) => service('events-webhook', 'Argo Events webhook', namespace, services.eventsWebhook)),
    ],
    workspaces: workspaces.map(workspaceOutput),
    argo_version: parameters.services.argoVersion,
  };
}

function workspaceOutput({ team, namespace, serviceAccount, datastorePrefix }: Workspace): WorkspaceOutput {
  return {
    team,
    namespace,
    service_account: serviceAccount,
    datastore_prefix: datastorePrefix,
    events: {
      event_bus: events.bus,
      event_source: events.source,
      service_account: serviceAccounts.events,
      event: events.event,
    },
  };
}

type ServiceOutput = ServicesOutputs['services'][number];

function service(
  id: ServiceOutput['id'],
  title: string,
  inNamespace: string,
  { name, port, healthPath }: { name: string; port: number; healthPath: string },
): ServiceOutput {
  return { id, title, namespace: inNamespace, service: name, port, health_path: healthPath };
}
