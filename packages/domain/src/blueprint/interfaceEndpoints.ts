import type { StackParameters } from './sections.ts';

/** The AWS services that nodes, pods and the control plane reach privately when `network.interfaceEndpoints` is on. */
export function interfaceEndpoints({ network, cluster }: StackParameters): string[] {
  if (!network.interfaceEndpoints) return [];
  const services = ['ec2', 'ecr.api', 'ecr.dkr', 'eks', 'logs', 'secretsmanager', 'sts'];
  return cluster.controllerIdentity === 'pod-identity' ? [...services, 'eks-auth'].sort() : services;
}
