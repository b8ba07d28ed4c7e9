import type { Release } from '@cdktf/provider-helm/lib/release/index.js';
import type { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1/index.js';
import type { ServiceAccountV1 } from '@cdktf/provider-kubernetes/lib/service-account-v1/index.js';
import { Construct } from 'constructs';
import { events, serviceAccounts, services } from '../naming.ts';
import { jetstream } from '../versions.ts';
import { namespace } from './namespace.ts';
import { role } from './role.ts';
import { serviceAccount } from './serviceAccount.ts';

export type WorkflowNamespaceProps = {
  name: string;
  taskServiceAccount: string;
  taskRoleArn: string;
  /** The release of Argo Events: it must outlive the namespace, whose sensors only it can let go (finalizers). */
  eventsRelease: Release;
};

/** A namespace in which tasks run: the account they run as, the one that starts flows on events, and what both may do. */
export class WorkflowNamespace extends Construct {
  readonly namespace: NamespaceV1;
  readonly task: ServiceAccountV1;

  constructor(scope: Construct, id: string, props: WorkflowNamespaceProps) {
    super(scope, id);
    this.namespace = namespace(this, {
      id,
      name: props.name,
      podSecurity: 'baseline',
      dependsOn: [props.eventsRelease],
    });
    const name = this.namespace.metadata.name;
    this.task = serviceAccount(this, {
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
      serviceAccount: this.task.metadata.name,
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
      serviceAccount: starter.metadata.name,
      rules: [
        { apiGroups: ['argoproj.io'], resources: ['workflows'], verbs: ['create', 'get', 'list'] },
        { apiGroups: ['argoproj.io'], resources: ['workflowtemplates'], verbs: ['get', 'list'] },
      ],
    });
  }
}

/** The custom resources by which events reach the flows of a namespace: a bus of three NATS servers and a webhook. */
export function eventManifests(namespaceName: string): Record<string, unknown>[] {
  const container = (memory: string) => ({ resources: { requests: { cpu: '50m', memory }, limits: { memory } } });
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
          containerTemplate: { resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } } },
        },
      },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'EventSource',
      metadata: { name: events.source, namespace: namespaceName },
      spec: {
        eventBusName: events.bus,
        template: { container: container('64Mi') },
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
