import { services, type TargetGroupKey } from './naming.ts';

/** The secret by which Argo reaches Postgres, where it archives workflows. */
export const argoArchive = { secretName: 'argo-archive', userKey: 'username' } as const;

/** What the pods of Argo's server are labelled with, by its chart, in the release that `argoWorkflows` makes. */
export const argoServerPodLabels = {
  'app.kubernetes.io/name': 'argo-workflows-server',
  'app.kubernetes.io/instance': 'argo-workflows',
} as const;

/** Services that a load balancer stands before, by the key of their target group. */
export const publicServices = {
  metadata: services.metadata,
  uiStatic: services.uiStatic,
  uiBackend: services.uiBackend,
  argoServer: services.argoServer,
} as const satisfies Record<TargetGroupKey, unknown>;
