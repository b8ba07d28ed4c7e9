import { instanceTypes, type NodeGroup, type StackParameters } from '@flowport/domain';

type Requests = { cpu: string; memory: string };
export type Sizing = {
  metadata: Requests;
  uiBackend: Requests;
  argoControllers: number;
  /** Workflows that run at once; the others wait in Argo instead of flooding the scheduler with pods. */
  workflowsMax: number;
  /** Finished workflows, and the status of those too big for etcd, in Postgres. */
  workflowArchive: 'postgres' | 'none';
  loadBalancerControllers: number;
};

/**
 * What the services ask for under each preset, beyond what its parameters say. The UI backend keeps a cache of artifacts
 * and logs in memory, which is why it outgrows the metadata service. A second controller only waits to take over.
 */
const sizes: Record<StackParameters['preset'], Sizing> = {
  small: {
    metadata: { cpu: '250m', memory: '512Mi' },
    uiBackend: { cpu: '500m', memory: '1Gi' },
    argoControllers: 1,
    workflowsMax: 20,
    workflowArchive: 'none',
    loadBalancerControllers: 1,
  },
  standard: {
    metadata: { cpu: '500m', memory: '1Gi' },
    uiBackend: { cpu: '1', memory: '2Gi' },
    argoControllers: 1,
    workflowsMax: 100,
    workflowArchive: 'none',
    loadBalancerControllers: 2,
  },
  large: {
    metadata: { cpu: '1', memory: '2Gi' },
    uiBackend: { cpu: '2', memory: '8Gi' },
    argoControllers: 2,
    workflowsMax: 500,
    workflowArchive: 'postgres',
    loadBalancerControllers: 2,
  },
  gpu: {
    metadata: { cpu: '500m', memory: '1Gi' },
    uiBackend: { cpu: '1', memory: '2Gi' },
    argoControllers: 1,
    workflowsMax: 100,
    workflowArchive: 'none',
    loadBalancerControllers: 2,
  },
};

export function sizingOf(preset: StackParameters['preset']): Sizing {
  return sizes[preset];
}

/** What the pods of one workspace may ask for together. */
export type WorkspaceQuota = { vcpus: number; memoryGib: number; pods: number; gpus: number };

/** The event bus and one step of Metaflow's default size (1 CPU, 4 GB) with Argo's containers must always fit. */
const leastQuota = { vcpus: 4, memoryGib: 16, pods: 30 };

/**
 * Quotas after the nodes at their maximum. A workspace that is alone may fill them; of several, each may take twice its
 * even share, so that idle nodes are of use to somebody and yet no team of three can take them all.
 */
export function workspaceQuota({ cluster, teams }: StackParameters): WorkspaceQuota {
  const groups = [cluster.systemNodes, cluster.workerNodes, cluster.spotNodes, cluster.gpuNodes];
  const share = shareOf(teams);
  const total = (perNode: (type: (typeof instanceTypes)[keyof typeof instanceTypes]) => number) =>
    share * groups.reduce((sum, group) => sum + nodesMax(group, perNode), 0);
  return {
    vcpus: Math.max(leastQuota.vcpus, Math.floor(total(({ vcpus }) => vcpus))),
    memoryGib: Math.max(leastQuota.memoryGib, Math.floor(total(({ memoryGib }) => memoryGib))),
    pods: Math.max(leastQuota.pods, Math.floor(total(({ podsMax }) => podsMax))),
    gpus: Math.ceil(total(({ gpus }) => gpus)),
  };
}

/** Workflows of one workspace that run at once, by the same share. */
export function workspaceWorkflowsMax({ preset, teams }: StackParameters): number {
  return Math.ceil(sizes[preset].workflowsMax * shareOf(teams));
}

function shareOf(teams: readonly string[]): number {
  return teams.length === 0 ? 1 : Math.min(1, 2 / teams.length);
}

function nodesMax(
  group: NodeGroup | null,
  perNode: (type: (typeof instanceTypes)[keyof typeof instanceTypes]) => number,
): number {
  return group === null ? 0 : group.max * perNode(instanceTypes[group.instanceType]);
}
