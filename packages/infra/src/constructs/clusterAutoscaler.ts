import type { Release } from '@cdktf/provider-helm/lib/release/index.js';
import type { KubernetesVersion } from '@flowport/domain';
import type { Construct } from 'constructs';
import { autoscalerImageTags, charts } from '../versions.ts';
import { chartRelease } from './chartRelease.ts';
import { chartAffinity, type Placement } from './placement.ts';

export type ClusterAutoscalerProps = {
  namespace: string;
  /** Its account, with its role; made beforehand. */
  serviceAccount: string;
  clusterName: string;
  region: string;
  kubernetesVersion: KubernetesVersion;
  placement: Placement;
};

/** Moves the node groups between their minimum and maximum; EKS has tagged them for it. */
export function clusterAutoscaler(scope: Construct, props: ClusterAutoscalerProps): Release {
  return chartRelease(scope, {
    id: 'cluster_autoscaler',
    namespace: props.namespace,
    chart: charts.clusterAutoscaler,
    values: {
      fullnameOverride: 'cluster-autoscaler',
      cloudProvider: 'aws',
      awsRegion: props.region,
      autoDiscovery: { clusterName: props.clusterName },
      image: { tag: autoscalerImageTags[props.kubernetesVersion] },
      rbac: { serviceAccount: { create: false, name: props.serviceAccount } },
      resources: { requests: { cpu: '100m', memory: '300Mi' }, limits: { memory: '600Mi' } },
      extraArgs: {
        'balance-similar-node-groups': true,
        expander: 'least-waste',
        'skip-nodes-with-system-pods': false,
        'scale-down-unneeded-time': '10m',
      },
      ...chartAffinity(props.placement),
    },
  });
}
