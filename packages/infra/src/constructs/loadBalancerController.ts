import type { Release } from '@cdktf/provider-helm/lib/release/index.js';
import type { Construct } from 'constructs';
import { charts } from '../versions.ts';
import { chartRelease } from './chartRelease.ts';
import { chartAffinity, type Placement } from './placement.ts';

export type LoadBalancerControllerProps = {
  namespace: string;
  /** Its account, with its role; made beforehand. */
  serviceAccount: string;
  clusterName: string;
  region: string;
  vpcId: string;
  replicas: number;
  placement: Placement;
};

/**
 * Registers the pods of Services with target groups that Terraform owns, and does nothing else: the load balancer, its
 * listener and its security group are in the cluster layer's state, so that a destroy leaves nothing behind.
 */
export function loadBalancerController(scope: Construct, props: LoadBalancerControllerProps): Release {
  return chartRelease(scope, {
    id: 'aws_load_balancer_controller',
    namespace: props.namespace,
    chart: charts.loadBalancerController,
    values: {
      fullnameOverride: 'aws-load-balancer-controller',
      clusterName: props.clusterName,
      region: props.region,
      // It would ask the instance metadata service, which no pod reaches.
      vpcId: props.vpcId,
      replicaCount: props.replicas,
      ...(props.replicas > 1 ? { podDisruptionBudget: { maxUnavailable: 1 } } : {}),
      serviceAccount: { create: false, name: props.serviceAccount },
      // Kubernetes would ask these webhooks about every Service and Ingress, and refuse both while the controller is down.
      enableServiceMutatorWebhook: false,
      webhookConfig: { disableIngressValidation: true },
      createIngressClassResource: false,
      // What it has no rights for, and nothing here uses.
      enableShield: false,
      enableWaf: false,
      enableWafv2: false,
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
      ...chartAffinity(props.placement),
    },
  });
}

export type BoundService = { name: string; namespace: string; port: number; targetGroupArn: string };

/** Binds the pods of a Service to a target group. Without `networking` the controller leaves security groups alone. */
export function targetGroupBinding({ name, namespace, port, targetGroupArn }: BoundService): Record<string, unknown> {
  return {
    apiVersion: 'elbv2.k8s.aws/v1beta1',
    kind: 'TargetGroupBinding',
    metadata: { name, namespace },
    spec: { serviceRef: { name, port }, targetGroupARN: targetGroupArn, targetType: 'ip' },
  };
}
