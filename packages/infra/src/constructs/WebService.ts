import {
  DeploymentV1,
  type DeploymentV1SpecTemplateSpecContainerEnv,
} from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js';
import { PodDisruptionBudgetV1 } from '@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1/index.js';
import { ServiceV1 } from '@cdktf/provider-kubernetes/lib/service-v1/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { type Placement, podAffinity } from './placement.ts';

export type EnvironmentVariable = DeploymentV1SpecTemplateSpecContainerEnv;

export type WebServiceProps = {
  /** Name of the Deployment, the Service, the container and the label by which they find each other. */
  name: string;
  namespace: string;
  image: string;
  command?: string[];
  port: number;
  healthPath: string;
  replicas: number;
  requests: { cpu: string; memory: string };
  env: EnvironmentVariable[];
  serviceAccount: string;
  placement: Placement;
  /** Runs to its end before the container starts, at every start of a pod, with the same image and environment. */
  before?: { name: string; command: string[] };
  dependsOn?: ITerraformDependable[];
};

/** An HTTP service inside the cluster: Deployment, Service and, with several replicas, a disruption budget. The id names its resources. */
export class WebService extends Construct {
  readonly deployment: DeploymentV1;

  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id);
    const { name, namespace, port, replicas } = props;
    const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'metaflow' };
    const selector = { 'app.kubernetes.io/name': name };
    const probe = { httpGet: { path: props.healthPath, port: 'http' } };
    const container = {
      image: props.image,
      env: props.env,
      // No limit on CPU: it would slow the service down next to an idle processor. Memory cannot be given back.
      resources: { requests: props.requests, limits: { memory: props.requests.memory } },
      securityContext: { allowPrivilegeEscalation: false },
    };
    this.deployment = new DeploymentV1(this, `kubernetes_deployment_v1.${id}`, {
      metadata: { name, namespace, labels },
      spec: {
        replicas: String(replicas),
        selector: { matchLabels: selector },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '1', maxUnavailable: '0' } },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: props.serviceAccount,
            automountServiceAccountToken: false,
            securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
            ...podAffinity(props.placement),
            ...(replicas > 1 ? { topologySpreadConstraint: [spreadOverZones(selector)] } : {}),
            ...(props.before ? { initContainer: [{ ...props.before, ...container }] } : {}),
            container: [
              {
                name,
                ...container,
                ...(props.command ? { command: props.command } : {}),
                port: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
                startupProbe: { ...probe, periodSeconds: 5, failureThreshold: 60 },
                readinessProbe: { ...probe, periodSeconds: 10, failureThreshold: 3 },
                livenessProbe: { ...probe, periodSeconds: 15, failureThreshold: 4 },
              },
            ],
          },
        },
      },
      waitForRollout: true,
      // The first pods may wait for a node.
      timeouts: { create: '15m', update: '15m', delete: '10m' },
      ...(props.dependsOn ? { dependsOn: props.dependsOn } : {}),
    });
    new ServiceV1(this, `kubernetes_service_v1.${id}`, {
      metadata: { name, namespace, labels },
      spec: {
        type: 'ClusterIP',
        selector,
        port: [{ name: 'http', port, targetPort: 'http', protocol: 'TCP' }],
      },
    });
    // With one replica a budget would only keep its node from being drained.
    if (replicas > 1) {
      new PodDisruptionBudgetV1(this, `kubernetes_pod_disruption_budget_v1.${id}`, {
        metadata: { name, namespace },
        spec: { maxUnavailable: '1', selector: { matchLabels: selector } },
      });
    }
  }
}

function spreadOverZones(matchLabels: Record<string, string>) {
  return {
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: [{ matchLabels }],
  };
}
