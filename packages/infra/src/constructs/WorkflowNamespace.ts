import type { Release } from '@cdktf/provider-helm/lib/release/index.js';
import { DefaultServiceAccountV1 } from '@cdktf/provider-kubernetes/lib/default-service-account-v1/index.js';
import type { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1/index.js';
import { Construct } from 'constructs';
import { events, serviceAccounts, services } from '../naming.ts';
import type { WorkspaceQuota } from '../sizing.ts';
import { jetstream } from '../versions.ts';
import { namespace } from './namespace.ts';
import { isolate } from './networkPolicy.ts';
import { chartAffinity, type Placement } from './placement.ts';
import { role } from './role.ts';
import { serviceAccount } from './serviceAccount.ts';
import { workspaceAccess } from './userAccess.ts';
import { workspaceLimits } from './workspaceLimits.ts';

export type WorkflowNamespaceProps = {
  name: string;
  taskServiceAccount: string;
  taskRoleArn: string | undefined;
  quota: WorkspaceQuota;
  /** The release of Argo Events: it must outlive the namespace, whose sensors only it can let go (finalizers). */
  eventsRelease: Release;
};

/**
 * A namespace in which tasks run, for one team or for all: the account they run as, the one that starts flows on events,
 * what both may do, what people may do, how much all of it may take, and a network of its own. The namespace is the
 * boundary: whoever may create pods in it may use any account of it.
 */
export class WorkflowNamespace extends Construct {
  readonly namespace: NamespaceV1;

  constructor(scope: Construct, id: string, props: WorkflowNamespaceProps) {
    super(scope, id);
    this.namespace = namespace(this, {
      id,
      name: props.name,
      podSecurity: 'baseline',
      dependsOn: [props.eventsRelease],
    });
    const name = this.namespace.metadata.name;
    // Kubernetes makes this account; a pod that names none runs as it, and has no business with the API.
    new DefaultServiceAccountV1(this, `kubernetes_default_service_account_v1.${id}`, {
      metadata: { namespace: name },
      automountServiceAccountToken: false,
    });
    const task = serviceAccount(this, {
      id: `${id}_task`,
      name: props.taskServiceAccount,
      namespace: name,
      roleArn: props.taskRoleArn,
      // Argo's executor reports the result of a step through the Kubernetes API.
      kubernetesToken: 'mounted',
    });
    role(this, {
      id: `${id}_task`,
      name: props.taskServiceAccount,
      namespace: name,
      subject: { serviceAccount: task.metadata.name, namespace: name },
      rules: [{ apiGroups: ['argoproj.io'], resources: ['workflowtaskresults'], verbs: ['create', 'patch'] }],
    });
    const starter = serviceAccount(this, {
      id: `${id}_events`,
      name: serviceAccounts.events,
      namespace: name,
      kubernetesToken: 'mounted',
    });
    role(this, {
      id: `${id}_events`,
      name: serviceAccounts.events,
      namespace: name,
      subject: { serviceAccount: starter.metadata.name, namespace: name },
      rules: [
        { apiGroups: ['argoproj.io'], resources: ['workflows'], verbs: ['create', 'get', 'list'] },
        { apiGroups: ['argoproj.io'], resources: ['workflowtemplates'], verbs: ['get', 'list'] },
      ],
    });
    workspaceAccess(this, { id, namespace: name });
    workspaceLimits(this, { id, namespace: name, quota: props.quota });
    isolate(this, { id, namespace: name });
  }
}

/** The custom resources by which events reach the flows of a namespace: a bus of three NATS servers and a webhook. */
export function eventManifests(namespaceName: string, placement: Placement): Record<string, unknown>[] {
  const container = (requests: { cpu: string; memory: string }, memory: string) => ({
    resources: { requests, limits: { memory } },
  });
  return [
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'EventBus',
      metadata: { name: events.bus, namespace: namespaceName },
      spec: {
        jetstream: {
          version: jetstream.version,
          // The fewest with which the streams keep a majority when a node goes.
          replicas: 3,
          containerTemplate: container({ cpu: '100m', memory: '128Mi' }, '256Mi'),
          // The helpers beside it take next to nothing, and there are three of each for every team.
          metricsContainerTemplate: container({ cpu: '10m', memory: '32Mi' }, '64Mi'),
          reloaderContainerTemplate: container({ cpu: '10m', memory: '32Mi' }, '64Mi'),
          ...chartAffinity(placement),
        },
      },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'EventSource',
      metadata: { name: events.source, namespace: namespaceName },
      spec: {
        eventBusName: events.bus,
        template: { container: container({ cpu: '50m', memory: '64Mi' }, '64Mi'), ...chartAffinity(placement) },
        service: { ports: [{ port: services.eventsWebhook.port, targetPort: services.eventsWebhook.port }] },
        webhook: {
          [events.event]: {
            port: String(services.eventsWebhook.port),
            endpoint: `/${events.event}`,
            method: 'POST',
          },
        },
      },
    },
  ];
}
