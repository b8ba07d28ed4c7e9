import { StorageClassV1 } from '@cdktf/provider-kubernetes/lib/storage-class-v1/index.js';
import type { StackOutputs } from '@flowport/domain';
import { type App, Fn } from 'cdktf';
import { argoEvents, argoWorkflows } from '../constructs/argo.ts';
import { awsProvider } from '../constructs/awsProvider.ts';
import { clusterAutoscaler } from '../constructs/clusterAutoscaler.ts';
import { clusterProviders } from '../constructs/clusterProviders.ts';
import { gpuDevicePlugin } from '../constructs/gpuDevicePlugin.ts';
import { MetaflowNetworkPolicies } from '../constructs/MetaflowNetworkPolicies.ts';
import { MetaflowServices } from '../constructs/MetaflowServices.ts';
import { namespace } from '../constructs/namespace.ts';
import { serviceAccount } from '../constructs/serviceAccount.ts';
import { eventManifests, WorkflowNamespace } from '../constructs/WorkflowNamespace.ts';
import { identities } from '../identities.ts';
import { events, namespaces, serviceAccounts, services } from '../naming.ts';
import { sizingOf } from '../sizing.ts';
import type { StackContext } from '../synth/context.ts';
import { LayerStack } from '../synth/LayerStack.ts';
import { declareOutputs } from '../synth/outputs.ts';
import type { Cluster } from './cluster.ts';
import type { Foundation } from './foundation.ts';

/** What runs in the cluster. Destroyed first, so that nothing of Kubernetes still holds something of the network. */
export function buildServices(app: App, context: StackContext, earlier: { foundation: Foundation; cluster: Cluster }) {
  const { names, parameters, target } = context;
  const { foundation, cluster } = earlier;
  const { roles } = cluster;
  const stack = new LayerStack(app, 'services', context);
  const sizing = sizingOf(parameters.preset);
  awsProvider(stack, context);
  clusterProviders(stack, { name: names.cluster, region: target.region });

  new StorageClassV1(stack, 'kubernetes_storage_class_v1.gp3', {
    metadata: { name: 'gp3', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    storageProvisioner: 'ebs.csi.aws.com',
    // A volume lives in one zone: choose it with the pod's.
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: true,
    reclaimPolicy: 'Delete',
    parameters: { type: 'gp3', encrypted: 'true' },
  });
  const autoscaler = serviceAccount(stack, {
    id: 'cluster_autoscaler',
    name: identities['cluster-autoscaler'].serviceAccount,
    namespace: identities['cluster-autoscaler'].namespace,
    roleArn: roles['cluster-autoscaler'].role.arn,
    kubernetesToken: 'mounted',
  });
  clusterAutoscaler(stack, {
    namespace: namespaces.system,
    serviceAccount: autoscaler.metadata.name,
    clusterName: names.cluster,
    region: target.region,
    kubernetesVersion: parameters.cluster.kubernetesVersion,
  });
  if (parameters.cluster.gpuNodes) gpuDevicePlugin(stack);

  const metaflow = namespace(stack, {
    name: namespaces.metaflow,
    podSecurity: 'baseline',
    // Annotations take any text, unlike tags.
    annotations: {
      'flowport.dev/stack': context.slug,
      ...(context.description === undefined ? {} : { 'flowport.dev/description': context.description }),
    },
  });
  new MetaflowServices(stack, 'metaflow-services', {
    namespace: metaflow,
    datastoreRoot: `s3://${names.datastoreBucket}/metaflow`,
    databaseHost: foundation.database.instance.address,
    // Terraform does not carry the mark of a sensitive output over to the state which reads it.
    databasePassword: Fn.sensitive(foundation.database.password.result),
    uiRoleArn: roles['ui-backend'].role.arn,
    parameters: parameters.services,
    sizing,
  });

  const argoEventsNamespace = namespace(stack, { name: namespaces.argoEvents, podSecurity: 'baseline' });
  const eventsRelease = argoEvents(stack, argoEventsNamespace.metadata.name);
  const jobs = new WorkflowNamespace(stack, 'jobs', {
    name: namespaces.jobs,
    taskServiceAccount: serviceAccounts.task,
    taskRoleArn: roles.task.role.arn,
    eventsRelease,
  });
  new MetaflowNetworkPolicies(stack, 'network-policies', {
    namespace: metaflow.metadata.name,
    workflowNamespaces: [jobs.namespace.metadata.name],
  });

  const argoNamespace = namespace(stack, { name: namespaces.argo, podSecurity: 'baseline' });
  const argoServer = serviceAccount(stack, {
    id: 'argo_server',
    name: serviceAccounts.argoServer,
    namespace: argoNamespace.metadata.name,
    roleArn: roles['argo-server'].role.arn,
    kubernetesToken: 'mounted',
  });
  argoWorkflows(stack, {
    namespace: argoNamespace.metadata.name,
    serverServiceAccount: argoServer.metadata.name,
    workflowNamespaces: [jobs.namespace.metadata.name],
    taskServiceAccount: serviceAccounts.task,
    controllers: sizing.argoControllers,
    bucket: names.datastoreBucket,
    region: target.region,
    manifests: eventManifests(namespaces.jobs),
    dependsOn: [eventsRelease, jobs.namespace],
  });

  declareOutputs(stack, outputs());
  return { stack };
}

/** All literal: a plan knows them before the cluster exists. */
function outputs(): StackOutputs['services'] {
  const { metaflow, argo, jobs } = namespaces;
  return {
    services: [
      service('metadata', 'Metadata service', metaflow, services.metadata),
      service('ui', 'Metaflow UI', metaflow, services.uiStatic),
      service('ui-backend', 'Metaflow UI backend', metaflow, services.uiBackend),
      service('argo', 'Argo Workflows', argo, services.argoServer),
      service('events-webhook', 'Argo Events webhook', jobs, services.eventsWebhook),
    ],
    jobs_namespace: jobs,
    task_service_account: serviceAccounts.task,
    events: {
      event_bus: events.bus,
      event_source: events.source,
      service_account: serviceAccounts.events,
      event: events.event,
    },
  };
}

type ServiceOutput = StackOutputs['services']['services'][number];

function service(
  id: ServiceOutput['id'],
  title: string,
  inNamespace: string,
  { name, port, healthPath }: { name: string; port: number; healthPath: string },
): ServiceOutput {
  return { id, title, namespace: inNamespace, service: name, port, health_path: healthPath };
}
