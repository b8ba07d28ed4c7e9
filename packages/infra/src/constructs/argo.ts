import type { Release } from '@cdktf/provider-helm/lib/release/index.js';
import type { ArgoVersion } from '@flowport/domain';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { argoArchive } from '../kubernetesNames.ts';
import { argoArtifacts, database, services } from '../naming.ts';
import { argoWorkflowsCharts, charts, jetstream } from '../versions.ts';
import { chartRelease } from './chartRelease.ts';
import { chartAffinity, type Placement } from './placement.ts';

/** Argo Events: the controller and its CRDs, which outlive the release so that nobody's sensors go with it. */
export function argoEvents(scope: Construct, props: { namespace: string; placement: Placement }): Release {
  return chartRelease(scope, {
    id: 'argo_events',
    namespace: props.namespace,
    chart: charts.argoEvents,
    values: {
      crds: { install: true, keep: true },
      createAggregateRoles: true,
      configs: { jetstream: { versions: [jetstream] } },
      controller: {
        rbac: { enabled: true, namespaced: false },
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
        ...chartAffinity(props.placement),
      },
    },
  });
}

/**
 * How Argo's server knows who asks. `token`: whoever opens the UI brings a Kubernetes token and can do what it allows.
 * `load-balancer`: the login is in front of it, no browser behind it has such a token, and everybody is the server's own
 * account. That account only reads (`argoServerAccess`), and the network lets nobody but the load balancer to the server.
 */
export type ArgoLogin = 'token' | 'load-balancer';

export type ArgoWorkflowsProps = {
  namespace: string;
  version: ArgoVersion;
  /** Its account, with the role that reads archived logs and the rights of `argoServerAccess`; made beforehand. */
  serverServiceAccount: string;
  login: ArgoLogin;
  workflowNamespaces: string[];
  taskServiceAccount: string;
  controllers: number;
  workflowsMax: number;
  workspaceWorkflowsMax: number;
  /** The Postgres that keeps finished workflows; null where they end with their seven days in the cluster. */
  archive: { databaseHost: string; secretName: string } | null;
  bucket: string;
  region: string;
  placement: Placement;
  /** Installed with the release: custom resources whose CRDs came with an earlier one. */
  manifests: Record<string, unknown>[];
  dependsOn: ITerraformDependable[];
};

const week = 604_800;

/**
 * Argo Workflows. Its chart also carries event buses and sources of the workflow namespaces, and the bindings of target
 * groups: Terraform's own `kubernetes_manifest` wants the CRD while planning, and the release that installs a CRD cannot
 * hold objects of it. This release comes after the controllers of those kinds and goes before them, as finalizers need.
 */
export function argoWorkflows(scope: Construct, props: ArgoWorkflowsProps): Release {
  return chartRelease(scope, {
    id: 'argo_workflows',
    namespace: props.namespace,
    chart: argoWorkflowsCharts[props.version],
    dependsOn: props.dependsOn,
    values: {
      // Gives `argo-server` and `argo-workflow-controller`, the names that Metaflow's own tools expect.
      fullnameOverride: 'argo',
      // From 1.0 on the chart would fetch the full definitions from GitHub, by a job inside the cluster.
      crds: { install: true, keep: true, full: false },
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
        parallelism: props.workflowsMax,
        namespaceParallelism: props.workspaceWorkflowsMax,
        // An event for each node of a wide foreach fills etcd, and the UI shows the nodes anyway.
        nodeEvents: { enabled: false },
        workflowDefaults: {
          spec: {
            ttlStrategy: { secondsAfterCompletion: week },
            podGC: { strategy: 'OnPodSuccess', deleteDelayDuration: '600s' },
          },
        },
        ...(props.archive ? { persistence: persistence(props.archive) } : {}),
        ...chartAffinity(props.placement),
      },
      executor: { resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '512Mi' } } },
      server: {
        authModes: [props.login === 'token' ? 'client' : 'server'],
        // TLS ends at the load balancer, or at the Kubernetes API when the port is forwarded.
        secure: false,
        baseHref: '/',
        servicePort: services.argoServer.port,
        serviceAccount: { create: false, name: props.serverServiceAccount },
        // The chart's role may read every secret of the cluster and change every workflow.
        rbac: { create: false },
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
        ...chartAffinity(props.placement),
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
          // Each namespace under a prefix of its own, which is all that the role of a team's steps may write.
          keyFormat: argoArtifacts.keyFormat,
        },
      },
      extraObjects: props.manifests,
    },
  });
}

/** The database of the metadata service, in tables of Argo's own: `argo_workflows` and `argo_archived_workflows`. */
function persistence({ databaseHost, secretName }: { databaseHost: string; secretName: string }) {
  return {
    connectionPool: { maxIdleConns: 5, maxOpenConns: 20, connMaxLifetime: '300s' },
    // A status beyond the megabyte that etcd takes, which a wide foreach reaches, goes to Postgres.
    nodeStatusOffLoad: true,
    archive: true,
    archiveTTL: '180d',
    postgresql: {
      host: databaseHost,
      port: database.port,
      database: database.name,
      tableName: 'argo_workflows',
      userNameSecret: { name: secretName, key: argoArchive.userKey },
      passwordSecret: { name: secretName, key: database.passwordKey },
      ssl: true,
      sslMode: 'require',
    },
  };
}
