/**
 * From a target group to the pods behind it: a TargetGroupBinding in some cluster names a service, and the load balancer
 * controller of that cluster registers its pods. Without a binding, a controller or a healthy pod there is no target.
 */

import { textAt, valueAt } from '../charts/values.ts';
import { block, stored, text } from '../cloud/attributes.ts';
import { type Custom, type Inventory, openInventory } from '../cluster/inventory.ts';
import { askService } from '../cluster/serviceProxy.ts';
import { StatusError } from '../cluster/status.ts';
import type { CloudObject, ObjectStore } from '../store/objects.ts';
import { textAnswer, type WorldAnswer, type WorldRequest } from '../world/exchange.ts';

export function askTarget(
  store: ObjectStore,
  { account, group }: { account: string; group: string },
  request: WorldRequest,
): WorldAnswer {
  const targetGroup = store.list({ account, type: 'aws_lb_target_group' }).find((one) => one.id === group);
  const found = store
    .list({ account, type: 'aws_eks_cluster' })
    .map((cluster) => openInventory(store, cluster))
    .map((inventory) => ({ inventory, binding: bindingOf(inventory, group) }))
    .find(({ binding }) => binding !== undefined);
  if (targetGroup === undefined || found?.binding === undefined || !hasController(found.inventory)) return noTarget();
  const address = serviceOf(found.binding);
  const ask = (path: string, method: string) =>
    askService(found.inventory, address, { method, path, headers: request.headers });
  try {
    if (!isHealthy(targetGroup, (path) => ask(path, 'GET').status)) return noTarget();
    return ask(request.path, request.method);
  } catch (error) {
    // What the API server would say of a service without pods is to a load balancer that it has no target.
    if (error instanceof StatusError) return noTarget();
    throw error;
  }
}

function bindingOf(inventory: Inventory, group: string): Custom | undefined {
  return inventory
    .customs()
    .find((one) => one.kind === 'TargetGroupBinding' && textAt(one.body, 'spec.targetGroupARN') === group);
}

function serviceOf(binding: Custom): { namespace: string; name: string; port: string } {
  const port = valueAt(binding.body, 'spec.serviceRef.port');
  return {
    namespace: binding.namespace,
    name: textAt(binding.body, 'spec.serviceRef.name'),
    port: String(port ?? ''),
  };
}

function hasController(inventory: Inventory): boolean {
  return inventory
    .workloads()
    .some(({ images, readyReplicas }) => readyReplicas > 0 && images[0]?.startsWith('aws-load-balancer-controller:'));
}

function isHealthy(targetGroup: CloudObject, statusAt: (path: string) => number): boolean {
  const check = block(stored(targetGroup).health_check);
  if (check.enabled === false) return true;
  const status = statusAt(text(check.path) || '/');
  return (text(check.matcher) || '200').split(',').some((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return from <= status && status <= to;
  });
}

function noTarget(): WorldAnswer {
  return textAnswer(503, '<html><head><title>503 Service Temporarily Unavailable</title></head></html>', 'text/html');
}
