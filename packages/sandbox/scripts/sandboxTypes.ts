/** The types that the sandbox serves, by provider: what the stacks use, and nothing besides. Names without prefix. */
export type ProviderTypes = { package: string; registryName: string; resources: string[]; dataSources: string[] };

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

export const sandboxTypes: ProviderTypes[] = [
  {
    package: '@cdktf/provider-aws',
    registryName: 'aws',
    resources: words(`
      vpc subnet internet_gateway eip nat_gateway route_table route route_table_association vpc_endpoint
      default_security_group security_group vpc_security_group_ingress_rule vpc_security_group_egress_rule flow_log
      kms_key kms_alias
      s3_bucket s3_bucket_versioning s3_bucket_server_side_encryption_configuration s3_bucket_ownership_controls
      s3_bucket_public_access_block s3_bucket_lifecycle_configuration s3_bucket_policy
      db_subnet_group db_parameter_group db_instance
      cloudwatch_log_group
      iam_role iam_role_policy iam_role_policy_attachment iam_policy iam_openid_connect_provider
      eks_cluster eks_node_group eks_addon eks_access_entry eks_access_policy_association eks_pod_identity_association
      launch_template
      secretsmanager_secret secretsmanager_secret_version
      lb lb_listener lb_listener_rule lb_target_group
      acm_certificate acm_certificate_validation route53_record
      cognito_user_pool cognito_user_pool_client cognito_user_pool_domain cognito_resource_server
      autoscaling_attachment autoscaling_group_tag`),
    dataSources: words(`
      availability_zones caller_identity partition region iam_policy_document eks_cluster eks_cluster_auth
      route53_zone secretsmanager_secret_version ssm_parameter`),
  },
  {
    package: '@cdktf/provider-kubernetes',
    registryName: 'kubernetes',
    resources: words(`
      namespace_v1 service_account_v1 default_service_account_v1 secret_v1 config_map_v1
      role_v1 role_binding_v1 cluster_role_v1 cluster_role_binding_v1
      deployment_v1 daemon_set_v1 service_v1 network_policy_v1 resource_quota_v1 limit_range_v1
      pod_disruption_budget_v1 ingress_v1 storage_class_v1 horizontal_pod_autoscaler_v2 job_v1 priority_class_v1`),
    dataSources: [],
  },
  { package: '@cdktf/provider-helm', registryName: 'helm', resources: ['release'], dataSources: [] },
  {
    package: '@cdktf/provider-random',
    registryName: 'random',
    resources: words('password string id pet'),
    dataSources: [],
  },
];
