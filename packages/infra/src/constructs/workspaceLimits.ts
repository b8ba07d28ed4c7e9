import { LimitRangeV1 } from '@cdktf/provider-kubernetes/lib/limit-range-v1/index.js';
import { ResourceQuotaV1 } from '@cdktf/provider-kubernetes/lib/resource-quota-v1/index.js';
import type { Construct } from 'constructs';
import type { WorkspaceQuota } from '../sizing.ts';

/**
 * How much the pods of a namespace may ask for together, and what one asks for that says nothing.
 *
 * The range has no default limit, and no maximum (which would be one): Metaflow's pods request memory without limiting it,
 * and Kubernetes refuses a pod whose limit by default is below its request.
 */
export function workspaceLimits(scope: Construct, props: { id: string; namespace: string; quota: WorkspaceQuota }) {
  const { id, namespace, quota } = props;
  new ResourceQuotaV1(scope, `kubernetes_resource_quota_v1.${id}`, {
    metadata: { name: 'workspace', namespace },
    spec: {
      hard: {
        pods: String(quota.pods),
        'requests.cpu': String(quota.vcpus),
        'requests.memory': `${quota.memoryGib}Gi`,
        // None where no node has one: a task that asks is refused at once, instead of waiting for ever.
        'requests.nvidia.com/gpu': String(quota.gpus),
        // AWS would open a load balancer which no layer knows and which holds on to the VPC when the stack goes.
        'services.loadbalancers': '0',
        'services.nodeports': '0',
      },
    },
  });
  new LimitRangeV1(scope, `kubernetes_limit_range_v1.${id}`, {
    metadata: { name: 'workspace', namespace },
    spec: { limit: [{ type: 'Container', defaultRequest: { cpu: '100m', memory: '128Mi' } }] },
  });
}
