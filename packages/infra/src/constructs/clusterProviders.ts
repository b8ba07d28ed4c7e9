import { DataAwsEksCluster } from '@cdktf/provider-aws/lib/data-aws-eks-cluster/index.js';
import { HelmProvider } from '@cdktf/provider-helm/lib/provider/index.js';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { Fn } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * The Kubernetes and Helm providers of the services layer, for a cluster that exists by the time it is planned (another
 * layer made it, so its endpoint is known).
 *
 * Their token comes from `aws eks get-token` whenever a provider starts, not from `aws_eks_cluster_auth`: Terraform reads
 * a data source while planning and keeps the answer in the saved plan. That token lives for 15 minutes, so a plan which
 * waits for an approval could not be applied; and it would be a secret in the plan file. Hence the AWS CLI on the worker.
 */
export function clusterProviders(scope: Construct, cluster: { name: string; region: string }) {
  const found = new DataAwsEksCluster(scope, 'data.aws_eks_cluster.main', { name: cluster.name });
  const connection = {
    host: found.endpoint,
    clusterCaCertificate: Fn.base64decode(found.certificateAuthority.get(0).data),
  };
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    command: 'aws',
    args: ['eks', 'get-token', '--cluster-name', cluster.name, '--region', cluster.region],
  };
  new KubernetesProvider(scope, 'kubernetes', { ...connection, exec: [exec] });
  new HelmProvider(scope, 'helm', { kubernetes: { ...connection, exec } });
}
