import type { Release } from '@cdktf/provider-helm/lib/release/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { services } from '../naming.ts';
import { charts, jetstream } from '../versions.ts';
import { chartRelease } from './chartRelease.ts';

/** Argo Events: the controller and its CRDs, which outlive the release so that nobody's sensors go with it. */
export function argoEvents(scope: Construct, namespace: string): Release {
  return chartRelease(scope, {
    id: 'argo_events',
    namespace,
    chart: charts.argoEvents,
    values: {
      crds: { install: true, keep: true },
      createAggregateRoles: true,
      configs: { jetstream: { versions: [jetstream] } },
      controller: {
        rbac: { enabled: true, namespaced: false },
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
      },
    },
  });
}

export type ArgoWorkflowsProps = {
  namespace: string;
  /** Its account, with the role that reads archived logs; made beforehand. */
  serverServiceAccount: string;
  workflowNamespaces: string[];
  taskServiceAccount: string;
  controllers: number;
  bucket: string;
  region: string;
  /** Installed with the release: custom resources whose CRDs came with an earlier one. */
  manifests: Record<string, unknown>[];
  dependsOn: ITerraformDependable[];
};

/**
 * Argo Workflows. Its chart also carries the event buses and sources of the workflow namespaces: Terraform's own
 * `kubernetes_manifest` wants the CRD while planning, and the release that installs a CRD cannot hold objects of it. This
 * release comes after Argo Events and goes before it, as finalizers need.
 */
export function argoWorkflows(scope: Construct, props: ArgoWorkflowsProps): Release {
  return chartRelease(scope, {
    id: 'argo_workflows',
    namespace: props.namespace,
    chart: charts.argoWorkflows,
    dependsOn: props.dependsOn,
    values: {
      // Gives `argo-server` and `argo-workflow-controller`, the names that Metaflow's own tools expect.
      fullnameOverride: 'argo',
      crds: { install: true, keep: true },
      // People with the ClusterRole `edit` in a namespace may then work with its workflows and templates.
      createAggregateRoles: true,
      // Tasks run as an account of ours, with its own small role.
      workflow: { serviceAccount: { create: false, name: props.taskServiceAccount }, rbac: { create: false } },
      controller: {
        workflowNamespaces: props.workflowNamespaces,
        replicas: props.controllers,
        ...(props.controllers > 1 ? { pdb: { enabled: true, maxUnavailable: 1 } } : {}),
        resources: { requests: { cpu: '200m', memory: '512Mi' }, limits: { memory: '1Gi' } },
        // A wide foreach would otherwise ask the Kubernetes API for all its pods at once.
        resourceRateLimit: { limit: 20, burst: 20 },
        workflowDefaults: {
          spec: {
            ttlStrategy: { secondsAfterCompletion: 604_800 },
            podGC: { strategy: 'OnPodSuccess', deleteDelayDuration: '600s' },
          },
        },
      },
      server: {
        // Whoever opens the UI brings a Kubernetes token and can do what it allows; the example's `server` asks nothing.
        authModes: ['client'],
        secure: false,
        servicePort: services.argoServer.port,
        serviceAccount: { create: false, name: props.serverServiceAccount },
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
      },
      useStaticCredentials: false,
      artifactRepository: {
        archiveLogs: true,
        s3: {
          bucket: props.bucket,
          region: props.region,
          endpoint: `s3.${props.region}.amazonaws.com`,
          insecure: false,
          useSDKCreds: true,
          keyFormat:
            'argo-artifacts/{{workflow.creationTimestamp.Y}}/{{workflow.creationTimestamp.m}}/{{workflow.creationTimestamp.d}}/{{workflow.name}}/{{pod.name}}',
        },
      },
      extraObjects: props.manifests,
    },
  });
}
