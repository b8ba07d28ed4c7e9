import { instanceTypes } from './instances.ts';
import type { StackParameters } from './sections.ts';

/** An AWS service quota that a stack uses of, by its code in Service Quotas. `standard` is a new account's default. */
export type QuotaNeed = {
  service: 'ec2' | 'vpc' | 'eks' | 'rds' | 'elasticloadbalancing' | 'iam';
  code: string;
  title: string;
  /** How much of it one stack takes; vCPUs at the maximum of the node groups. */
  needed: number;
};

/** Control plane, nodes, UI, Argo, autoscaler, two drivers, load balancer controller and flow logs. */
const sharedRoles = 9;

/** The quotas that bite first: those of a region, and IAM's, which are the account's. */
export function quotaNeeds(parameters: StackParameters): QuotaNeed[] {
  const { network, cluster, endpoint } = parameters;
  const nats = network.nat === 'per-zone' ? network.zones : 1;
  const vcpus = (group: { instanceType: keyof typeof instanceTypes; max: number } | null) =>
    group ? group.max * instanceTypes[group.instanceType].vcpus : 0;
  const needs: QuotaNeed[] = [
    { service: 'vpc', code: 'L-F678F1CE', title: 'VPCs', needed: 1 },
    { service: 'vpc', code: 'L-A4707A72', title: 'Internet gateways', needed: 1 },
    { service: 'ec2', code: 'L-0263D0A3', title: 'Elastic IPs', needed: nats },
    {
      service: 'ec2',
      code: 'L-1216C47A',
      title: 'vCPUs of on-demand standard instances',
      needed: vcpus(cluster.systemNodes) + vcpus(cluster.workerNodes),
    },
    { service: 'ec2', code: 'L-34B43A08', title: 'vCPUs of spot standard instances', needed: vcpus(cluster.spotNodes) },
    { service: 'ec2', code: 'L-DB2E81BA', title: 'vCPUs of on-demand G instances', needed: vcpus(cluster.gpuNodes) },
    { service: 'eks', code: 'L-1194D53C', title: 'EKS clusters', needed: 1 },
    { service: 'rds', code: 'L-7B6409FD', title: 'Database instances', needed: 1 },
    {
      service: 'elasticloadbalancing',
      code: 'L-53DA6B97',
      title: 'Application load balancers',
      needed: endpoint.mode === 'port-forward' ? 0 : 1,
    },
    { service: 'iam', code: 'L-858F3967', title: 'OpenID Connect providers of the account', needed: 1 },
    {
      service: 'iam',
      code: 'L-FE177D64',
      title: 'IAM roles of the account',
      needed: sharedRoles + Math.max(1, parameters.teams.length),
    },
  ];
  return needs.filter((need) => need.needed > 0);
}
