/** Kubernetes: deployments, daemon sets, jobs, and what scales and protects them. */

import { hasNodes } from '../../cluster/nodes.ts';
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import { ProviderError } from '../../providers/problems.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { block, text } from '../attributes.ts';
import { reachCluster } from './cluster.ts';
import { podDefaults, podFillings } from './podSpec.ts';
import { fillAt, kubernetesResource, splitId } from './resource.ts';

/**
 * Refuses what would never become ready, in the words of a rollout that timed out: no node to run on, or a service
 * account that does not exist.
 */
function requireRunnable(session: Session, input: TfObject, id: string, waits: boolean): void {
  if (!waits) return;
  const cluster = reachCluster(session, 'Get');
  const { namespace, name } = splitId(id, true);
  if (!hasNodes(session.world.store, cluster)) {
    throw new ProviderError(
      `Waiting for rollout to finish: 0 replicas of "${name}" are available`,
      'The cluster has no node group whose nodes could run the pods.',
    );
  }
  const account = text(block(block(block(input.spec).template).spec).service_account_name);
  if (account === '' || account === 'default') return;
  const place = { account: cluster.account, scope: session.host ?? '' };
  const found = session.world.store.get({
    ...place,
    type: 'kubernetes_service_account_v1',
    id: `${namespace}/${account}`,
  });
  if (found === undefined) {
    throw new ProviderError(
      `Waiting for rollout to finish: 0 replicas of "${name}" are available`,
      `pods "${name}-" is forbidden: error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`,
    );
  }
}

const rolling = {
  'spec.strategy.type': 'RollingUpdate',
  'spec.strategy.rolling_update.max_unavailable': '25%',
};

const deployment = kubernetesResource(
  { type: 'kubernetes_deployment_v1', kind: 'Deployment', plural: 'deployments.apps', isNamespaced: true },
  {
    forceNew: ['spec.selector'],
    defaults: {
      wait_for_rollout: true,
      'spec.min_ready_seconds': 0,
      'spec.paused': false,
      'spec.progress_deadline_seconds': 600,
      'spec.revision_history_limit': 10,
      ...rolling,
      'spec.strategy.rolling_update.max_surge': '25%',
      ...podDefaults('Always'),
    },
    stateOnly: ['wait_for_rollout'],
    create: (session, input, id) => {
      requireRunnable(session, input, id, input.wait_for_rollout !== false);
      return fillAt(input, { 'spec.replicas': '1', ...podFillings });
    },
    update: (_session, input) => fillAt(input, { 'spec.replicas': '1', ...podFillings }),
  },
);

const daemonSet = kubernetesResource(
  { type: 'kubernetes_daemon_set_v1', kind: 'DaemonSet', plural: 'daemonsets.apps', isNamespaced: true },
  {
    forceNew: ['spec.selector'],
    defaults: {
      wait_for_rollout: true,
      'spec.min_ready_seconds': 0,
      'spec.revision_history_limit': 10,
      'spec.strategy.type': 'RollingUpdate',
      ...podDefaults('Always'),
    },
    stateOnly: ['wait_for_rollout'],
    create: (_session, input) => fillAt(input, podFillings),
    update: (_session, input) => fillAt(input, podFillings),
  },
);

const job = kubernetesResource(
  { type: 'kubernetes_job_v1', kind: 'Job', plural: 'jobs.batch', isNamespaced: true },
  {
    forceNew: ['spec.template', 'spec.selector', 'spec.completions', 'spec.completion_mode', 'spec.manual_selector'],
    defaults: {
      wait_for_completion: true,
      'spec.backoff_limit': 6,
      'spec.completions': 1,
      'spec.parallelism': 1,
      ...podDefaults('Always'),
    },
    stateOnly: ['wait_for_completion'],
    create: (session, input, id) => {
      requireRunnable(session, input, id, input.wait_for_completion !== false);
      const name = splitId(id, true).name;
      return fillAt(input, {
        'metadata.labels': { 'batch.kubernetes.io/job-name': name, 'job-name': name },
        'spec.completion_mode': 'NonIndexed',
        ...podFillings,
      });
    },
  },
);

const autoscaler = kubernetesResource(
  {
    type: 'kubernetes_horizontal_pod_autoscaler_v2',
    kind: 'HorizontalPodAutoscaler',
    plural: 'horizontalpodautoscalers.autoscaling',
    isNamespaced: true,
  },
  { defaults: { 'spec.min_replicas': 1 } },
);

const disruptionBudget = kubernetesResource(
  {
    type: 'kubernetes_pod_disruption_budget_v1',
    kind: 'PodDisruptionBudget',
    plural: 'poddisruptionbudgets.policy',
    isNamespaced: true,
  },
  { forceNew: ['spec.selector'] },
);

const priorityClass = kubernetesResource(
  {
    type: 'kubernetes_priority_class_v1',
    kind: 'PriorityClass',
    plural: 'priorityclasses.scheduling.k8s.io',
    isNamespaced: false,
  },
  {
    forceNew: ['value', 'preemption_policy'],
    defaults: { global_default: false, preemption_policy: 'PreemptLowerPriority' },
  },
);

export const workloadResources: ResourceBehaviour[] = [
  deployment,
  daemonSet,
  job,
  autoscaler,
  disruptionBudget,
  priorityClass,
];
