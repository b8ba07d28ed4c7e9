import type { ArgoVersion, KubernetesVersion } from '@flowport/domain';

/**
 * Everything that a stack pulls from elsewhere, pinned. A range or a `latest` would let the same approved plan install
 * something else next week.
 */

/** Standard support on RDS until 2029-02 (AWS's release calendar). Metaflow's service is tested on it. */
export const postgresMajor = '16';

export const images = {
  /** Metadata service, its migrations and the UI backend. 2.4.6 is the first in which TLS to Postgres works. */
  metadataService: 'public.ecr.aws/outerbounds/metaflow_metadata_service:2.5.0',
  uiStatic: 'public.ecr.aws/outerbounds/metaflow_ui:v1.3.14',
  /** Tells the kubelet of GPUs; the AL2023_NVIDIA image has driver and toolkit, but not this. */
  gpuDevicePlugin: 'nvcr.io/nvidia/k8s-device-plugin:v0.17.4',
} as const;

type Chart = { repository: string; chart: string; version: string };
const argoRepository = 'https://argoproj.github.io/argo-helm';

/**
 * Argo Workflows 3.7.11 and 4.0.6. Version 4 no longer knows `CronWorkflow.spec.schedule`, which is what Metaflow writes
 * for `@schedule` by default (Netflix/metaflow#2351, #3094): the connection pack then switches its client to `schedules`.
 */
export const argoWorkflowsCharts = {
  '3.7': { repository: argoRepository, chart: 'argo-workflows', version: '0.47.5' },
  '4.0': { repository: argoRepository, chart: 'argo-workflows', version: '1.0.18' },
} as const satisfies Record<ArgoVersion, Chart>;

export const charts = {
  /** Argo Events 1.9.10. */
  argoEvents: { repository: argoRepository, chart: 'argo-events', version: '2.4.22' },
  /** Cluster Autoscaler 1.35. */
  clusterAutoscaler: {
    repository: 'https://kubernetes.github.io/autoscaler',
    chart: 'cluster-autoscaler',
    version: '9.59.0',
  },
  /** AWS Load Balancer Controller 3.5. */
  loadBalancerController: {
    repository: 'https://aws.github.io/eks-charts',
    chart: 'aws-load-balancer-controller',
    version: '3.5.0',
  },
} as const satisfies Record<string, Chart>;

/** Cluster Autoscaler is released with Kubernetes, and simulates the scheduler of its own minor. */
export const autoscalerImageTags = {
  '1.34': 'v1.34.0',
  '1.35': 'v1.35.0',
  '1.36': 'v1.36.0',
} as const satisfies Record<KubernetesVersion, string>;

/**
 * The NATS server of the event bus, with the helpers that Argo Events runs beside it (the set which its own manifests
 * list for 2.10.10). The chart's default names `latest`.
 */
export const jetstream = {
  version: '2.10.10',
  natsImage: 'nats:2.10.10',
  metricsExporterImage: 'natsio/prometheus-nats-exporter:0.14.0',
  configReloaderImage: 'natsio/nats-server-config-reloader:0.14.0',
  startCommand: '/nats-server',
} as const;
