import type { Release } from '@cdktf/provider-helm/lib/release/index.js';
import { StorageClassV1 } from '@cdktf/provider-kubernetes/lib/storage-class-v1/index.js';
import { type App, Fn } from 'cdktf';
import { ArgoNamespace } from '../constructs/ArgoNamespace.ts';
import { argoEvents } from '../constructs/argo.ts';
import { awsProvider } from '../constructs/awsProvider.ts';
import { clusterAutoscaler } from '../constructs/clusterAutoscaler.ts';
import { clusterProviders } from '../constructs/clusterProviders.ts';
import { gpuDevicePlugin } from '../constructs/gpuDevicePlugin.ts';
import { loadBalancerController, targetGroupBinding } from '../constructs/loadBalancerController.ts';
import { MetaflowNetworkPolicies } from '../constructs/MetaflowNetworkPolicies.ts';
import { MetaflowServices } from '../constructs/MetaflowServices.ts';
import { namespace } from '../constructs/namespace.ts';
import { denyIngress } from '../constructs/networkPolicy.ts';
import { placementOf } from '../constructs/placement.ts';
import { serviceAccount } from '../constructs/serviceAccount.ts';
import { planSubnets } from '../constructs/subnetPlan.ts';
import { portForwardAccess } from '../constructs/userAccess.ts';
import { eventManifests, WorkflowNamespace } from '../constructs/WorkflowNamespace.ts';
import { type Component, identities } from '../identities.ts';
import { publicServices } from '../kubernetesNames.ts';
import { namespaces, type TargetGroupKey } from '../naming.ts';
import { sizingOf, workspaceQuota, workspaceWorkflowsMax } from '../sizing.ts';
import type { StackContext } from '../synth/context.ts';
import { LayerStack } from '../synth/LayerStack.ts';
import { declareOutputs } from '../synth/outputs.ts';
import type { Cluster } from './cluster.ts';
import type { Foundation } from './foundation.ts';
import { servicesOutputs } from './servicesOutputs.ts';

type Earlier = { foundation: Foundation; cluster: Cluster };

/** What runs in the cluster. Destroyed first, so that nothing of Kubernetes still holds something of the network. */
export function buildServices(app: App, context: StackContext, earlier: Earlier) {
  const { names, parameters, target } = context;
  const { foundation, cluster } = earlier;
  const stack = new LayerStack(app, 'services', context);
  const sizing = sizingOf(parameters.preset);
  const placement = placementOf(parameters.cluster);
  const published = cluster.targetGroups !== null;
  // The load balancer stands in the public subnets, and comes to the pods from there.
  const loadBalancerCidrs = published ? planSubnets(parameters.network.cidr, parameters.network.zones).public : [];
  awsProvider(stack, context);
  clusterProviders(stack, { name: names.cluster, region: target.region });
  const controllers = buildControllers(stack, context, earlier);

  const metaflow = namespace(stack, {
    name: namespaces.metaflow,
    podSecurity: 'baseline',
    // Annotations take any text, unlike tags.
    annotations: {
      'flowport.dev/stack': context.slug,
      ...(context.description === undefined ? {} : { 'flowport.dev/description': context.description }),
    },
  });
  // Terraform does not carry the mark of a sensitive output over to the state which reads it.
  const databasePassword = Fn.sensitive(foundation.database.password.result);
  new MetaflowServices(stack, 'metaflow-services', {
    namespace: metaflow,
    datastoreRoot: `s3://${names.datastoreBucket}/metaflow`,
    databaseHost: foundation.database.instance.address,
    databasePassword,
    uiRoleArn: cluster.roles['ui-backend'].annotation,
    browser: published ? 'same-origin' : 'port-forward',
    parameters: parameters.services,
    sizing,
    placement,
  });
  if (!published) portForwardAccess(stack, { id: 'metaflow', namespace: metaflow.metadata.name });

  const eventsNamespace = namespace(stack, { name: namespaces.argoEvents, podSecurity: 'baseline' });
  denyIngress(stack, { id: 'argo_events', namespace: eventsNamespace.metadata.name });
  const eventsRelease = argoEvents(stack, { namespace: eventsNamespace.metadata.name, placement });
  const quota = workspaceQuota(parameters);
  const workspaces = cluster.workspaces.map((workspace) => {
    const id = workspace.team === null ? 'jobs' : `team_${workspace.team.replaceAll('-', '_')}`;
    const built = new WorkflowNamespace(stack, id, {
      name: workspace.namespace,
      taskServiceAccount: workspace.serviceAccount,
      taskRoleArn: workspace.role.annotation,
      quota,
      eventsRelease,
    });
    return { id, namespace: built.namespace };
  });
  const workflowNamespaces = workspaces.map(({ id, namespace }) => ({ id, name: namespace.metadata.name }));
  new MetaflowNetworkPolicies(stack, 'network-policies', {
    namespace: metaflow.metadata.name,
    workflowNamespaces: workflowNamespaces.map(({ name }) => name),
    loadBalancerCidrs,
  });

  new ArgoNamespace(stack, 'argo', {
    version: parameters.services.argoVersion,
    login: published ? 'load-balancer' : 'token',
    serverRoleArn: cluster.roles['argo-server'].annotation,
    workflowNamespaces,
    workspaceWorkflowsMax: workspaceWorkflowsMax(parameters),
    taskServiceAccount: cluster.workspaces[0]?.serviceAccount ?? '',
    sizing,
    databaseHost: foundation.database.instance.address,
    databasePassword,
    loadBalancerCidrs,
    bucket: names.datastoreBucket,
    region: target.region,
    placement,
    manifests: [
      ...cluster.workspaces.flatMap((workspace) => eventManifests(workspace.namespace, placement)),
      ...bindings(cluster),
    ],
    // Its objects lie in all of these namespaces, and must be gone before them.
    dependsOn: [eventsRelease, ...controllers, metaflow, ...workspaces.map((workspace) => workspace.namespace)],
  });

  declareOutputs(stack, servicesOutputs(cluster.workspaces, parameters));
  return { stack };
}

/** What serves the cluster itself. @returns the releases whose kinds later releases hold objects of. */
function buildControllers(stack: LayerStack, context: StackContext, { foundation, cluster }: Earlier): Release[] {
  const { names, parameters, target } = context;
  const placement = placementOf(parameters.cluster);
  new StorageClassV1(stack, 'kubernetes_storage_class_v1.gp3', {
    metadata: { name: 'gp3', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    storageProvisioner: 'ebs.csi.aws.com',
    // A volume lives in one zone: choose it with the pod's.
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: true,
    reclaimPolicy: 'Delete',
    parameters: { type: 'gp3', encrypted: 'true' },
  });
  const account = (component: Component) =>
    serviceAccount(stack, {
      id: component.replaceAll('-', '_'),
      name: identities[component].serviceAccount,
      namespace: identities[component].namespace,
      roleArn: cluster.roles[component]?.annotation,
      kubernetesToken: 'mounted',
    }).metadata.name;
  clusterAutoscaler(stack, {
    namespace: namespaces.system,
    serviceAccount: account('cluster-autoscaler'),
    clusterName: names.cluster,
    region: target.region,
    kubernetesVersion: parameters.cluster.kubernetesVersion,
    placement,
  });
  if (parameters.cluster.gpuNodes) gpuDevicePlugin(stack);
  if (cluster.targetGroups === null) return [];
  return [
    loadBalancerController(stack, {
      namespace: namespaces.system,
      serviceAccount: account('load-balancer-controller'),
      clusterName: names.cluster,
      region: target.region,
      vpcId: foundation.network.vpc.id,
      replicas: sizingOf(parameters.preset).loadBalancerControllers,
      placement,
    }),
  ];
}

function bindings({ targetGroups }: Cluster): Record<string, unknown>[] {
  if (targetGroups === null) return [];
  const bind = (key: TargetGroupKey, inNamespace: string) =>
    targetGroupBinding({ ...publicServices[key], namespace: inNamespace, targetGroupArn: targetGroups[key].arn });
  return [
    bind('metadata', namespaces.metaflow),
    bind('uiStatic', namespaces.metaflow),
    bind('uiBackend', namespaces.metaflow),
    bind('argoServer', namespaces.argo),
  ];
}
