/** From a service's port to a pod that is ready, and what the application behind it answers. */

import { textAnswer, type WorldAnswer } from '../world/exchange.ts';
import { answerApplication } from './applications.ts';
import type { Inventory, Service, Workload } from './inventory.ts';
import { notFound, unavailable } from './status.ts';

type ServiceCall = { method: string; path: string; headers: ReadonlyMap<string, string> };

/** The pods behind one port of a service. @throws StatusError as the API server's own proxy */
function backendOf(
  inventory: Inventory,
  { namespace, name, port }: { namespace: string; name: string; port: string },
): Workload {
  const service = inventory.services().find((one) => one.namespace === namespace && one.name === name);
  if (service === undefined) throw notFound({ resource: 'services', group: '', name });
  const found = portOf(service, port);
  if (found === undefined) throw unavailable(`no service port ${JSON.stringify(port)} found for service "${name}"`);
  const workload = inventory
    .workloads()
    .filter((one) => one.namespace === namespace && one.readyReplicas > 0)
    .filter((one) => selects(service, one))
    .find((one) => hasPort(one, found.targetPort));
  if (workload === undefined) throw unavailable(`no endpoints available for service "${name}:${port}"`);
  return workload;
}

/** The answer of `METHOD path` on a service, as through a port-forward. */
export function askService(
  inventory: Inventory,
  address: { namespace: string; name: string; port: string },
  call: ServiceCall,
): WorldAnswer {
  const workload = backendOf(inventory, address);
  return answerApplication(workload, call) ?? textAnswer(404, '404: Not Found');
}

function portOf(service: Service, port: string) {
  if (port === '') return service.ports.length === 1 ? service.ports[0] : undefined;
  return service.ports.find((one) => one.name === port || String(one.port) === port);
}

function selects(service: Service, workload: Workload): boolean {
  const labels = Object.entries(service.selector);
  return labels.length > 0 && labels.every(([name, value]) => workload.podLabels[name] === value);
}

/** A number is taken by any pod that listens on it, a name only by one that declares it. */
function hasPort(workload: Workload, target: string): boolean {
  return workload.ports.some((one) => one.name === target || String(one.port) === target);
}
