/**
 * What the charts that stacks install bring into a cluster: deployments, services, service accounts, custom resource
 * definitions. Names follow the charts' own templates; a chart that is not listed brings nothing but its manifests.
 */

import { stored, text } from '../cloud/attributes.ts';
import type { CloudObject } from '../store/objects.ts';
import { numberAt, textAt, type Values, valueAt, valuesOf } from './values.ts';

type ChartWorkload = { name: string; replicas: number; port?: number; serviceAccount: string };
type ChartService = { name: string; port: number; workload: string };

export type ChartContent = {
  workloads: ChartWorkload[];
  services: ChartService[];
  /** Kinds that the release defines, as `group/Kind`. */
  kinds: string[];
  /** Whether the built-in roles `view`, `edit` and `admin` cover those kinds. */
  aggregatesRoles: boolean;
};

type Release = { name: string; values: Values };
type Chart = (release: Release) => ChartContent;

const charts: Readonly<Record<string, Chart>> = {
  'argo-workflows': argoWorkflows,
  'argo-events': argoEvents,
  'cluster-autoscaler': clusterAutoscaler,
  'aws-load-balancer-controller': loadBalancerController,
};

export function chartContent(release: Pick<CloudObject, 'attributes'>): ChartContent {
  const attributes = stored(release);
  const chart = charts[text(attributes.chart).split('/').at(-1) ?? ''];
  const nothing: ChartContent = { workloads: [], services: [], kinds: [], aggregatesRoles: false };
  return chart?.({ name: text(attributes.name), values: valuesOf(release) }) ?? nothing;
}

/** Helm's usual `fullname`: the release's own name when it has the chart's in it. */
function fullName({ name, values }: Release, chart: string): string {
  const own = textAt(values, 'fullnameOverride');
  if (own !== '') return own;
  const part = textAt(values, 'nameOverride') || chart;
  return name.includes(part) ? name : `${name}-${part}`;
}

function argoWorkflows(release: Release): ChartContent {
  const { values } = release;
  const prefix = fullName(release, 'argo-workflows');
  const controller = `${prefix}-${textAt(values, 'controller.name') || 'workflow-controller'}`;
  const server = `${prefix}-${textAt(values, 'server.name') || 'server'}`;
  const hasServer = valueAt(values, 'server.enabled') !== false;
  const serverWorkload: ChartWorkload = {
    name: server,
    replicas: numberAt(values, 'server.replicas', 1),
    port: 2746,
    serviceAccount: textAt(values, 'server.serviceAccount.name') || server,
  };
  return {
    workloads: [
      {
        name: controller,
        replicas: numberAt(values, 'controller.replicas', 1),
        serviceAccount: textAt(values, 'controller.serviceAccount.name') || controller,
      },
      ...(hasServer ? [serverWorkload] : []),
    ],
    services: hasServer ? [{ name: server, port: numberAt(values, 'server.servicePort', 2746), workload: server }] : [],
    kinds:
      valueAt(values, 'crds.install') === false
        ? []
        : ['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate', 'CronWorkflow', 'WorkflowTaskResult'].map(
            argoKind,
          ),
    aggregatesRoles: valueAt(values, 'createAggregateRoles') !== false,
  };
}

const argoKind = (kind: string) => `argoproj.io/${kind}`;

function argoEvents(release: Release): ChartContent {
  const { values } = release;
  const name = `${fullName(release, 'argo-events')}-${textAt(values, 'controller.name') || 'controller-manager'}`;
  return {
    workloads: [
      {
        name,
        replicas: numberAt(values, 'controller.replicas', 1),
        serviceAccount: textAt(values, 'controller.serviceAccount.name') || name,
      },
    ],
    services: [],
    kinds: valueAt(values, 'crds.install') === false ? [] : ['EventBus', 'EventSource', 'Sensor'].map(argoKind),
    aggregatesRoles: valueAt(values, 'createAggregateRoles') === true,
  };
}

function clusterAutoscaler(release: Release): ChartContent {
  const provider = textAt(release.values, 'cloudProvider') || 'aws';
  const name = fullName(release, `${provider}-cluster-autoscaler`);
  return {
    workloads: [
      {
        name,
        replicas: numberAt(release.values, 'replicaCount', 1),
        port: 8085,
        serviceAccount: textAt(release.values, 'rbac.serviceAccount.name') || name,
      },
    ],
    services: [{ name, port: 8085, workload: name }],
    kinds: [],
    aggregatesRoles: false,
  };
}

function loadBalancerController(release: Release): ChartContent {
  const name = fullName(release, 'aws-load-balancer-controller');
  return {
    workloads: [
      {
        name,
        replicas: numberAt(release.values, 'replicaCount', 2),
        port: 9443,
        serviceAccount: textAt(release.values, 'serviceAccount.name') || name,
      },
    ],
    services: [{ name: 'aws-load-balancer-webhook-service', port: 443, workload: name }],
    kinds: ['elbv2.k8s.aws/TargetGroupBinding', 'elbv2.k8s.aws/IngressClassParams'],
    aggregatesRoles: false,
  };
}
