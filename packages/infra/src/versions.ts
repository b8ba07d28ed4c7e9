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
} as const;

type Chart = { repository: string; chart: string; version: string };
export const charts = {
  /**
   * Argo Workflows 3.7.11. Charts from 1.0 on are version 4, which no longer knows `CronWorkflow.spec.schedule`, and that
   * is what Metaflow writes for `@schedule` by default (Netflix/metaflow#2351, #3094).
   */
  argoWorkflows: {
    repository: 'https://argoproj.github.io/argo-helm',
    chart: 'argo-workflows',
    version: '0.47.5',
  },
  /** Argo Events 1.9.10. */
  argoEvents: { repository: 'https://argoproj.github.io/argo-helm', chart: 'argo-events', version: '2.4.22' },
  /** Cluster Autoscaler 1.35. */
  clusterAutoscaler: {
    repository: 'https://kubernetes.github.io/autoscaler',
    chart: 'cluster-autoscaler',
    version: '9.59.0',
  },
} as const satisfies Record<string, Chart>;
