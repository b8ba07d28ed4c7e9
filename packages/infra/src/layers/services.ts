import { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1/index.js';
import type { App } from 'cdktf';
import { awsProvider } from '../constructs/awsProvider.ts';
import { clusterProviders } from '../constructs/clusterProviders.ts';
import { events, namespaces, serviceAccounts, services } from '../naming.ts';
import type { StackContext } from '../synth/context.ts';
import { LayerStack } from '../synth/LayerStack.ts';
import { declareOutputs } from '../synth/outputs.ts';
import type { Cluster } from './cluster.ts';
import type { Foundation } from './foundation.ts';

/** What runs in the cluster. Destroyed first, so that nothing of Kubernetes still holds something of the network. */
export function buildServices(app: App, context: StackContext, _earlier: { foundation: Foundation; cluster: Cluster }) {
  const stack = new LayerStack(app, 'services', context);
  awsProvider(stack, context);
  clusterProviders(stack, { name: context.names.cluster, region: context.target.region });
  new NamespaceV1(stack, 'kubernetes_namespace_v1.metaflow', { metadata: { name: namespaces.metaflow } });
  const { metadata, uiBackend, uiStatic, argoServer, eventsWebhook } = services;
  declareOutputs(stack, {
    services: [
      service('metadata', 'Metadata service', namespaces.metaflow, metadata),
      service('ui', 'Metaflow UI', namespaces.metaflow, uiStatic),
      service('ui-backend', 'Metaflow UI backend', namespaces.metaflow, uiBackend),
      service('argo', 'Argo Workflows', namespaces.argo, argoServer),
      service('events-webhook', 'Argo Events webhook', namespaces.jobs, eventsWebhook),
    ],
    jobs_namespace: namespaces.jobs,
    task_service_account: serviceAccounts.task,
    events: {
      event_bus: events.bus,
      event_source: events.source,
      service_account: serviceAccounts.events,
      event: events.event,
    },
  });
  return { stack };
}

type ServiceOutput = { id: 'metadata' | 'ui' | 'ui-backend' | 'argo' | 'events-webhook' };

function service<Id extends ServiceOutput['id']>(
  id: Id,
  title: string,
  namespace: string,
  { name, port, healthPath }: { name: string; port: number; healthPath: string },
) {
  return { id, title, namespace, service: name, port, health_path: healthPath };
}
