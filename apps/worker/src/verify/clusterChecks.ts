import type { AccessReview } from '@flowport/aws';
import { type CheckResult, failed, passed } from '@flowport/domain';
import { patiently } from './patience.ts';
import type { StackProbe } from './probe.ts';

const reachRemedy =
  'Look whether the cluster runs, whether this worker’s address is among those that may reach the Kubernetes API, and whether the deployer role has its access entry. A change without any puts the entry back.';

/** That as many nodes are ready as the node groups have at least. */
export function nodesCheck({ kubernetes, parameters, patience }: StackProbe): Promise<CheckResult> {
  const check = { name: 'nodes', title: 'Nodes' };
  const { systemNodes, workerNodes, spotNodes, gpuNodes } = parameters.cluster;
  const needed = [systemNodes, workerNodes, spotNodes, gpuNodes].reduce((sum, group) => sum + (group?.min ?? 0), 0);
  return patiently(patience, {
    ...check,
    remedy: reachRemedy,
    look: async () => {
      const nodes = await kubernetes.nodes();
      const ready = nodes.filter((node) => node.isReady).length;
      if (ready >= needed) return passed(check, `${ready} ready, ${needed} needed.`);
      const others = nodes.filter((node) => !node.isReady).map((node) => node.name);
      return failed(
        check,
        `${ready} of ${needed} nodes are ready${others.length > 0 ? `; not ready: ${others.join(', ')}` : ''}.`,
        'Look at the Auto Scaling groups of the node groups in EC2: their activity says why instances are missing (quota, no capacity in the zone, no way to the cluster).',
      );
    },
  });
}

/**
 * That no node is left of a stack that sleeps. Draining takes its time, and costs no more than that: what is still there
 * is told and fails nothing.
 */
export async function asleepCheck({ kubernetes, patience }: StackProbe): Promise<CheckResult> {
  const check = { name: 'nodes', title: 'Nodes' };
  const found = await patiently(patience, {
    ...check,
    remedy: reachRemedy,
    look: async () => {
      const nodes = await kubernetes.nodes();
      if (nodes.length === 0) return passed(check, 'None is left: the stack is asleep.');
      return failed(
        check,
        `${nodes.length} ${nodes.length === 1 ? 'node has' : 'nodes have'} not gone yet: ${nodes.map(({ name }) => name).join(', ')}.`,
        'Nodes are drained one after the other. Should one stay, look at the Auto Scaling groups of the node groups in EC2.',
      );
    },
  });
  return found.status === 'failed' ? { ...found, status: 'warning' } : found;
}

/** That everything which is deployed where the stack has services, controllers or workspaces runs. */
export function deploymentsCheck({ kubernetes, outputs, patience }: StackProbe): Promise<CheckResult> {
  const check = { name: 'deployments', title: 'Deployments' };
  const serving = outputs.services.services.map(({ namespace }) => namespace);
  const namespaces = [
    ...serving,
    ...outputs.services.workspaces.map(({ namespace }) => namespace),
    ...outputs.cluster.identities.map(({ namespace }) => namespace),
  ];
  return patiently(patience, {
    ...check,
    remedy: reachRemedy,
    look: async () => {
      const found = await Promise.all(
        [...new Set(namespaces)].map(async (namespace) => ({
          namespace,
          deployments: await kubernetes.deployments(namespace),
        })),
      );
      const all = found.flatMap(({ namespace, deployments }) => deployments.map((one) => ({ ...one, namespace })));
      const late = all.filter(({ ready, wanted }) => ready < wanted);
      const empty = found.find(({ namespace, deployments }) => serving.includes(namespace) && deployments.length === 0);
      if (empty) {
        return failed(
          check,
          `Nothing is deployed in ${empty.namespace}.`,
          'Somebody removed it. Request a change without any: it puts back what is missing.',
        );
      }
      const [first] = late;
      if (!first) return passed(check, `All ${all.length} run with every replica.`);
      return failed(
        check,
        `${late.map(({ namespace, name, ready, wanted }) => `${namespace}/${name} has ${ready} of ${wanted} replicas ready`).join('; ')}.`,
        `See why: kubectl --context ${outputs.cluster.cluster_name} -n ${first.namespace} describe deployment ${first.name}, and the logs of its pods.`,
      );
    },
  });
}

/** For each workspace, that the events of its flows have a bus and a way in. */
export function eventChecks({ kubernetes, outputs, patience }: StackProbe): Promise<CheckResult[]> {
  return Promise.all(
    outputs.services.workspaces.map(({ namespace, events }) => {
      const check = { name: `events.${namespace}`, title: `Events in ${namespace}` };
      const see = `kubectl --context ${outputs.cluster.cluster_name} -n ${namespace} describe`;
      return patiently(patience, {
        ...check,
        remedy: `Somebody removed it, or the cluster cannot be reached. Request a change without any: it puts back what is missing.`,
        look: async () => {
          const [bus, source] = await Promise.all([
            kubernetes.eventBus(namespace, events.event_bus),
            kubernetes.eventSource(namespace, events.event_source),
          ]);
          if (!bus.isDeployed) {
            return failed(
              check,
              `The event bus ${events.event_bus} is not deployed: ${bus.why}.`,
              `See why: ${see} eventbus ${events.event_bus}; and whether the controller of Argo Events runs.`,
            );
          }
          if (!source.isDeployed) {
            return failed(
              check,
              `The event source ${events.event_source} is not deployed: ${source.why}.`,
              `See why: ${see} eventsource ${events.event_source}; and whether the controller of Argo Events runs.`,
            );
          }
          return passed(check, `The bus ${events.event_bus} and the source ${events.event_source} are deployed.`);
        },
      });
    }),
  );
}

/** The group that access entries of people are in; Kubernetes knows people by nothing else. */
const userGroup = 'metaflow-users';

/**
 * What a Metaflow client does with a person's kubeconfig: run a step, watch it, and deploy a flow to Argo.
 * Source: Metaflow's kubernetes and argo plugins.
 */
const wishes = [
  { verb: 'create', group: 'batch', resource: 'jobs' },
  { verb: 'list', group: '', resource: 'pods' },
  { verb: 'create', group: 'argoproj.io', resource: 'workflowtemplates' },
  { verb: 'create', group: 'argoproj.io', resource: 'workflows' },
] as const;

/** How they reach the services where no load balancer does. */
const tunnel = { verb: 'create', group: '', resource: 'pods', subresource: 'portforward' } as const;

/** That the people of the stack may do in each workspace what Metaflow does for them, and nothing with its secrets elsewhere. */
export function peopleChecks({ kubernetes, outputs, parameters, patience }: StackProbe): Promise<CheckResult>[] {
  const check = { name: 'people', title: 'What people may do' };
  if (parameters.cluster.userPrincipals.length === 0) return [];
  const namespaces = outputs.services.workspaces.map(({ namespace }) => namespace);
  const shared = outputs.services.services
    .map(({ namespace }) => namespace)
    .filter((name) => !namespaces.includes(name));
  const tunnelled = outputs.cluster.endpoint === null ? [...new Set(shared)] : [];
  const somebody = { user: 'somebody', groups: [userGroup, 'system:authenticated'] };
  return [
    patiently(patience, {
      ...check,
      remedy: reachRemedy,
      look: async () => {
        const asked: AccessReview[] = [
          ...namespaces.flatMap((namespace) => wishes.map((wish) => ({ ...somebody, ...wish, namespace }))),
          ...tunnelled.map((namespace) => ({ ...somebody, ...tunnel, namespace })),
        ];
        const answers = await Promise.all(asked.map((review) => kubernetes.mayDo(review)));
        const refused = asked.filter((_, position) => !answers[position]);
        if (refused.length > 0) {
          const named = refused.map(inWords);
          return failed(
            check,
            `The group ${userGroup} may not ${named.join(', ')}.`,
            'A role binding is missing. Request a change without any: it puts it back.',
          );
        }
        const elsewhere = { ...somebody, verb: 'get', group: '', resource: 'secrets', namespace: 'kube-system' };
        if (await kubernetes.mayDo(elsewhere)) {
          return failed(
            check,
            `The group ${userGroup} may read the secrets of kube-system.`,
            'Somebody gave the group more than the stack does: look for its bindings and remove the foreign one.',
          );
        }
        return passed(check, `The group ${userGroup} may run and deploy flows in ${namespaces.join(', ')}.`);
      },
    }),
  ];
}

function inWords({ verb, resource, subresource, namespace }: AccessReview): string {
  return `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`} in ${namespace}`;
}
