/** The nodes of a cluster: as many as each node group wants, with the labels and taints that the group gives them. */
import { createHash } from 'node:crypto';
import { block, blocks, number, stored, text, textMap, texts } from '../cloud/attributes.ts';
import { vcpusOf } from '../ec2/instanceTypes.ts';
import type { CloudObject, ObjectStore } from '../store/objects.ts';

export type NodeGroup = { object: CloudObject; instanceType: string; count: number; isSpot: boolean };

/** Node groups of an account and region, of one cluster if it is named. */
export function nodeGroups(store: ObjectStore, at: { account: string; scope: string }, cluster?: string): NodeGroup[] {
  return store
    .list({ account: at.account, scope: at.scope, type: 'aws_eks_node_group' })
    .filter((object) => cluster === undefined || stored(object).cluster_name === cluster)
    .map((object) => ({
      object,
      instanceType: texts(stored(object).instance_types)[0] ?? templateType(store, object) ?? 't3.medium',
      count: number(block(stored(object).scaling_config).desired_size),
      isSpot: stored(object).capacity_type === 'SPOT',
    }));
}

function templateType(store: ObjectStore, group: CloudObject): string | undefined {
  const id = text(block(stored(group).launch_template).id);
  const template = store.get({ account: group.account, scope: group.scope, type: 'aws_launch_template', id });
  return template === undefined ? undefined : text(stored(template).instance_type) || undefined;
}

/** Kubernetes' `Node` objects. */
export function nodesOf(store: ObjectStore, cluster: CloudObject): Record<string, unknown>[] {
  return nodeGroups(store, cluster, cluster.id).flatMap((group) =>
    Array.from({ length: group.count }, (_, index) => node(cluster, group, index)),
  );
}

const effects: Readonly<Record<string, string>> = {
  NO_SCHEDULE: 'NoSchedule',
  NO_EXECUTE: 'NoExecute',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
};

function node(cluster: CloudObject, { object, instanceType, isSpot }: NodeGroup, index: number) {
  const attributes = stored(object);
  const digest = createHash('sha256').update(`${object.id}/${index}`).digest();
  const zone = `${cluster.scope}${'abc'[index % 2] ?? 'a'}`;
  const name = `ip-10-${digest.subarray(0, 3).join('-')}.${cluster.scope}.compute.internal`;
  const instance = `i-0${digest.toString('hex').slice(0, 16)}`;
  const vcpus = vcpusOf(instanceType);
  return {
    metadata: {
      name,
      uid: digest.toString('hex').slice(0, 32),
      creationTimestamp: object.createdAt,
      labels: {
        ...textMap(attributes.labels),
        'eks.amazonaws.com/nodegroup': text(attributes.node_group_name),
        'eks.amazonaws.com/capacityType': isSpot ? 'SPOT' : 'ON_DEMAND',
        'node.kubernetes.io/instance-type': instanceType,
        'topology.kubernetes.io/region': cluster.scope,
        'topology.kubernetes.io/zone': zone,
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
      },
    },
    spec: {
      providerID: `aws:///${zone}/${instance}`,
      taints: blocks(attributes.taint).map((taint) => ({
        key: text(taint.key),
        value: text(taint.value),
        effect: effects[text(taint.effect)] ?? text(taint.effect),
      })),
    },
    status: {
      capacity: { cpu: String(vcpus), pods: '29' },
      allocatable: { cpu: String(vcpus), pods: '29' },
      // The control API may say that a group's nodes are not ready.
      conditions: [
        { type: 'Ready', status: attributes.nodes_ready === false ? 'False' : 'True', reason: 'KubeletReady' },
      ],
      nodeInfo: { kubeletVersion: `v${text(attributes.version)}.0-eks-sandbox`, operatingSystem: 'linux' },
    },
  };
}

/** True when a node group has nodes, or EKS Auto Mode brings them. The autoscaler itself is a pod, and needs one to bring more. */
export function hasNodes(store: ObjectStore, cluster: CloudObject): boolean {
  if (block(stored(cluster).compute_config).enabled === true) return true;
  return store
    .list({ account: cluster.account, scope: cluster.scope, type: 'aws_eks_node_group' })
    .filter((group) => stored(group).cluster_name === cluster.id)
    .map((group) => block(stored(group).scaling_config))
    .some((scaling) => number(scaling.desired_size, number(scaling.max_size)) > 0);
}
