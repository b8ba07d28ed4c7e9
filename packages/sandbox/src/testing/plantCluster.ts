/** A cluster with what a stack runs in it, put straight into a store, for tests of what answers from there. */
import { stringify } from 'yaml';
import type { ObjectStore } from '../store/objects.ts';

export const plantedCluster = {
  name: 'mf-demo',
  host: `${'A'.repeat(32)}.gr7.us-west-2.eks.amazonaws.com`,
  issuer: `https://oidc.eks.us-west-2.amazonaws.com/id/${'A'.repeat(32)}`,
} as const;

type Attributes = Record<string, unknown>;
export type Plant = (type: string, id: string, attributes: Attributes, scope?: string) => void;

const account = '111122223333';
const region = 'us-west-2';
const createdAt = '2026-11-01T00:00:00.000Z';

/** Puts objects; the scope is the planted cluster's unless another is given. */
export function planter(store: ObjectStore): Plant {
  return (type, id, attributes, scope = `https://${plantedCluster.host}`) =>
    store.put({ account, scope, type, id, attributes: { id, ...attributes }, createdAt });
}

/** The cluster, two nodes, the deployer's access, the metadata service, Argo with its events, one team's account. */
export function plantCluster(store: ObjectStore): Plant {
  const put = planter(store);
  const { name, host, issuer } = plantedCluster;
  put(
    'aws_eks_cluster',
    name,
    { name, version: '1.35', endpoint: `https://${host}`, identity: [{ oidc: [{ issuer }] }] },
    region,
  );
  put(
    'aws_eks_node_group',
    `${name}:system`,
    {
      cluster_name: name,
      node_group_name: 'system',
      version: '1.35',
      instance_types: ['m6i.large'],
      labels: { 'flowport.dev/node-group': 'system' },
      taint: [{ key: 'only', value: 'system', effect: 'NO_SCHEDULE' }],
      scaling_config: [{ min_size: 2, desired_size: 2, max_size: 3 }],
    },
    region,
  );
  grant(put, `arn:aws:iam::${account}:role/flowport-deployer`, 'AmazonEKSClusterAdminPolicy');
  for (const namespace of ['metaflow', 'mf-alpha', 'argo', 'argo-events']) {
    put('kubernetes_namespace_v1', namespace, { metadata: [{ name: namespace }] });
  }
  plantServiceAccount(put, 'metaflow', 'metadata-service');
  plantServiceAccount(put, 'mf-alpha', 'metaflow-task');
  plantMetadataService(put);
  plantCharts(put);
  return put;
}

/** An access entry, with a policy for the whole cluster where one is named. */
export function grant(put: Plant, principal: string, policy?: string, groups: string[] = []): void {
  const { name } = plantedCluster;
  const role = principal.split('/').at(-1);
  put(
    'aws_eks_access_entry',
    `${name}:${principal}`,
    {
      cluster_name: name,
      principal_arn: principal,
      kubernetes_groups: groups,
      user_name: `arn:aws:sts::${account}:assumed-role/${role}/{{SessionName}}`,
    },
    region,
  );
  if (policy === undefined) return;
  const policyArn = `arn:aws:eks::aws:cluster-access-policy/${policy}`;
  put(
    'aws_eks_access_policy_association',
    `${name}#${principal}#${policyArn}`,
    { cluster_name: name, principal_arn: principal, policy_arn: policyArn, access_scope: [{ type: 'cluster' }] },
    region,
  );
}

function plantServiceAccount(put: Plant, namespace: string, name: string): void {
  put('kubernetes_service_account_v1', `${namespace}/${name}`, { metadata: [{ namespace, name }] });
}

function plantMetadataService(put: Plant): void {
  const metadata = [{ namespace: 'metaflow', name: 'metadata-service' }];
  const labels = { 'app.kubernetes.io/name': 'metadata-service' };
  const container = {
    name: 'metadata-service',
    image: 'public.ecr.aws/outerbounds/metaflow_metadata_service:2.5.0',
    command: ['/opt/latest/bin/python3', '-m', 'services.metadata_service.server'],
    port: [{ name: 'http', container_port: 8080 }],
  };
  put('kubernetes_deployment_v1', 'metaflow/metadata-service', {
    metadata,
    spec: [
      {
        replicas: '2',
        selector: [{ match_labels: labels }],
        template: [
          { metadata: [{ labels }], spec: [{ service_account_name: 'metadata-service', container: [container] }] },
        ],
      },
    ],
  });
  put('kubernetes_service_v1', 'metaflow/metadata-service', {
    metadata,
    spec: [{ selector: labels, port: [{ name: 'http', port: 8080, target_port: 'http' }] }],
  });
}

function plantCharts(put: Plant): void {
  const metadata = { namespace: 'mf-alpha' };
  const bus = { apiVersion: 'argoproj.io/v1alpha1', kind: 'EventBus', metadata: { ...metadata, name: 'default' } };
  const source = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'EventSource',
    metadata: { ...metadata, name: 'argo-events-webhook' },
    spec: { service: { ports: [{ port: 12_000, targetPort: 12_000 }] } },
  };
  put('helm_release', 'argo-events/argo-events', {
    name: 'argo-events',
    namespace: 'argo-events',
    chart: 'argo-events',
    version: '2.4.22',
    values: [stringify({ crds: { install: true }, createAggregateRoles: true })],
  });
  put('helm_release', 'argo/argo-workflows', {
    name: 'argo-workflows',
    namespace: 'argo',
    chart: 'argo-workflows',
    version: '0.47.5',
    values: [stringify({ fullnameOverride: 'argo', server: { servicePort: 2746 }, extraObjects: [bus, source] })],
  });
}
