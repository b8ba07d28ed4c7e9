// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import type { TerraformConfig } from '../terraformRoot.ts';
import { tags, trust } from './trust.ts';

/** EKS with nodes, identities and add-ons in the given subnets. */
export function cluster(name: string, subnets: string[]): TerraformConfig {
  const attach = (role: string, policy: string) => ({
    role: `\${aws_iam_role.${role}.name}`,
    policy_arn: `arn:aws:iam::aws:policy/${policy}`,
  });
  return {
    provider: { aws: { region: 'us-west-2', default_tags: { tags } } },
    data: {
      aws_iam_policy_document: {
        irsa: {
          statement: [
            {
              actions: ['sts:AssumeRoleWithWebIdentity'],
              principals: [{ type: 'Federated', identifiers: ['${aws_iam_openid_connect_provider.main.arn}'] }],
              condition: [
                {
                  test: 'StringEquals',
                  variable: '${replace(aws_eks_cluster.main.identity[0].oidc[0].issuer, "https://", "")}:sub',
                  values: ['system:serviceaccount:metaflow:task'],
                },
                {
                  test: 'StringEquals',
                  variable: '${replace(aws_eks_cluster.main.identity[0].oidc[0].issuer, "https://", "")}:aud',
                  values: ['sts.amazonaws.com'],
                },
              ],
            },
          ],
        },
      },
    },
    resource: {
      aws_iam_role: {
        cluster: { name: `${name}-cluster`, assume_role_policy: trust('eks.amazonaws.com') },
        node: { name: `${name}-node`, assume_role_policy: trust('ec2.amazonaws.com') },
        controller: { name: `${name}-controller`, assume_role_policy: trust('pods.eks.amazonaws.com') },
        task: { name: `${name}-task`, assume_role_policy: '${data.aws_iam_policy_document.irsa.json}' },
      },
      aws_iam_policy: {
        task: {
          name: `${name}-task`,
          policy: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
          }),
        },
      },
      aws_iam_role_policy_attachment: {
        cluster: attach('cluster', 'AmazonEKSClusterPolicy'),
        node: attach('node', 'AmazonEKSWorkerNodePolicy'),
        cni: attach('node', 'AmazonEKS_CNI_Policy'),
        task: { role: '${aws_iam_role.task.name}', policy_arn: '${aws_iam_policy.task.arn}' },
      },
      aws_cloudwatch_log_group: { cluster: { name: `/aws/eks/${name}/cluster`, retention_in_days: 30 } },
      aws_eks_cluster: {
        main: {
          name,
          role_arn: '${aws_iam_role.cluster.arn}',
          version: '1.33',
          bootstrap_self_managed_addons: false,
          enabled_cluster_log_types: ['audit', 'api'],
          access_config: { authentication_mode: 'API', bootstrap_cluster_creator_admin_permissions: false },
          vpc_config: { subnet_ids: subnets, endpoint_private_access: true, public_access_cidrs: ['203.0.113.0/24'] },
          kubernetes_network_config: { service_ipv4_cidr: '172.20.0.0/16' },
          upgrade_policy: { support_type: 'STANDARD' },
          timeouts: { create: '30m', delete: '15m' },
          depends_on: ['aws_iam_role_policy_attachment.cluster', 'aws_cloudwatch_log_group.cluster'],
        },
      },
      aws_iam_openid_connect_provider: {
        main: { url: '${aws_eks_cluster.main.identity[0].oidc[0].issuer}', client_id_list: ['sts.amazonaws.com'] },
      },
      aws_launch_template: {
        nodes: {
          name_prefix: `${name}-`,
          update_default_version: true,
          metadata_options: { http_endpoint: 'enabled', http_tokens: 'required', http_put_response_hop_limit: 1 },
          block_device_mappings: [
            { device_name: '/dev/xvda', ebs: { volume_size: 50, volume_type: 'gp3', encrypted: 'true' } },
          ],
          tag_specifications: [{ resource_type: 'instance', tags }],
        },
      },
      aws_eks_node_group: {
        main: {
          cluster_name: '${aws_eks_cluster.main.name}',
          node_group_name_prefix: 'system-',
          node_role_arn: '${aws_iam_role.node.arn}',
          subnet_ids: subnets,
          instance_types: ['m6i.large'],
          labels: { pool: 'system' },
          taint: [{ key: 'gpu', value: 'true', effect: 'NO_SCHEDULE' }],
          launch_template: {
            id: '${aws_launch_template.nodes.id}',
            version: '${aws_launch_template.nodes.latest_version}',
          },
          scaling_config: { min_size: 2, desired_size: 2, max_size: 5 },
          update_config: { max_unavailable_percentage: 33 },
          lifecycle: { create_before_destroy: true, ignore_changes: ['scaling_config[0].desired_size'] },
          depends_on: ['aws_iam_role_policy_attachment.node', 'aws_iam_role_policy_attachment.cni'],
        },
      },
      aws_autoscaling_group_tag: {
        main: {
          autoscaling_group_name: '${aws_eks_node_group.main.resources[0].autoscaling_groups[0].name}',
          tag: { key: 'k8s.io/cluster-autoscaler/enabled', value: 'true', propagate_at_launch: false },
        },
      },
      aws_eks_addon: {
        cni: {
          cluster_name: '${aws_eks_cluster.main.name}',
          addon_name: 'vpc-cni',
          configuration_values: '{"enableNetworkPolicy":"true"}',
          resolve_conflicts_on_create: 'OVERWRITE',
        },
        dns: {
          cluster_name: '${aws_eks_cluster.main.name}',
          addon_name: 'coredns',
          depends_on: ['aws_eks_node_group.main'],
        },
      },
      aws_eks_access_entry: {
        admin: { cluster_name: '${aws_eks_cluster.main.name}', principal_arn: '${aws_iam_role.task.arn}' },
      },
      aws_eks_access_policy_association: {
        admin: {
          cluster_name: '${aws_eks_cluster.main.name}',
          principal_arn: '${aws_eks_access_entry.admin.principal_arn}',
          policy_arn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
          access_scope: { type: 'cluster' },
        },
      },
      aws_eks_pod_identity_association: {
        main: {
          cluster_name: '${aws_eks_cluster.main.name}',
          namespace: 'kube-system',
          service_account: 'ebs',
          role_arn: '${aws_iam_role.controller.arn}',
        },
      },
    },
    output: { endpoint: { value: '${aws_eks_cluster.main.endpoint}' } },
  };
}
