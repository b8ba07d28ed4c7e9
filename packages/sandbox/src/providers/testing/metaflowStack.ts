/** A stack like the ones that Flowport makes, as plain Terraform JSON: every type that the sandbox serves for it. */
import type { TerraformConfig } from './terraformRoot.ts';

const trust = (service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: ['sts:AssumeRole'] }],
  });
const tags = { 'metaflow:stack': 'demo' };

/** VPC, bucket, database. `name` must be unique in the sandbox. */
export function foundation(name: string): TerraformConfig {
  const subnet = (index: number, isPublic: boolean) => ({
    vpc_id: '${aws_vpc.main.id}',
    cidr_block: `\${cidrsubnet(aws_vpc.main.cidr_block, 4, ${index})}`,
    availability_zone: `\${data.aws_availability_zones.zones.names[${index % 2}]}`,
    map_public_ip_on_launch: isPublic,
    tags: { Name: `${name}-${index}`, 'kubernetes.io/role/elb': isPublic ? '1' : '0' },
  });
  return {
    provider: { aws: { region: 'us-west-2', default_tags: { tags } } },
    data: {
      aws_availability_zones: { zones: { filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }] } },
      aws_caller_identity: { me: {} },
      aws_partition: { here: {} },
      aws_region: { here: {} },
      aws_iam_policy_document: {
        tls: {
          statement: [
            {
              sid: 'DenyPlain',
              effect: 'Deny',
              actions: ['s3:*'],
              resources: ['${aws_s3_bucket.data.arn}', '${aws_s3_bucket.data.arn}/*'],
              principals: [{ type: '*', identifiers: ['*'] }],
              condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
            },
          ],
        },
      },
    },
    resource: {
      aws_vpc: { main: { cidr_block: '10.20.0.0/16', enable_dns_hostnames: true, tags: { Name: name } } },
      aws_subnet: {
        private0: subnet(0, false),
        private1: subnet(1, false),
        public0: subnet(2, true),
        public1: subnet(3, true),
      },
      aws_internet_gateway: { main: { vpc_id: '${aws_vpc.main.id}' } },
      aws_eip: { nat: { domain: 'vpc', depends_on: ['aws_internet_gateway.main'] } },
      aws_nat_gateway: { main: { allocation_id: '${aws_eip.nat.id}', subnet_id: '${aws_subnet.public0.id}' } },
      aws_route_table: { public: { vpc_id: '${aws_vpc.main.id}' }, private: { vpc_id: '${aws_vpc.main.id}' } },
      aws_route: {
        internet: {
          route_table_id: '${aws_route_table.public.id}',
          destination_cidr_block: '0.0.0.0/0',
          gateway_id: '${aws_internet_gateway.main.id}',
        },
        nat: {
          route_table_id: '${aws_route_table.private.id}',
          destination_cidr_block: '0.0.0.0/0',
          nat_gateway_id: '${aws_nat_gateway.main.id}',
        },
      },
      aws_route_table_association: {
        private0: { subnet_id: '${aws_subnet.private0.id}', route_table_id: '${aws_route_table.private.id}' },
        private1: { subnet_id: '${aws_subnet.private1.id}', route_table_id: '${aws_route_table.private.id}' },
        public0: { subnet_id: '${aws_subnet.public0.id}', route_table_id: '${aws_route_table.public.id}' },
      },
      aws_vpc_endpoint: {
        s3: {
          vpc_id: '${aws_vpc.main.id}',
          service_name: 'com.amazonaws.us-west-2.s3',
          route_table_ids: ['${aws_route_table.private.id}'],
        },
        sts: {
          vpc_id: '${aws_vpc.main.id}',
          service_name: 'com.amazonaws.us-west-2.sts',
          vpc_endpoint_type: 'Interface',
          subnet_ids: ['${aws_subnet.private0.id}'],
          security_group_ids: ['${aws_security_group.db.id}'],
          private_dns_enabled: true,
        },
      },
      aws_default_security_group: { main: { vpc_id: '${aws_vpc.main.id}' } },
      aws_security_group: {
        db: {
          name: `${name}-db`,
          vpc_id: '${aws_vpc.main.id}',
          description: 'Postgres',
          lifecycle: { create_before_destroy: true },
        },
        inline: {
          name_prefix: `${name}-inline-`,
          vpc_id: '${aws_vpc.main.id}',
          ingress: [
            {
              from_port: 443,
              to_port: 443,
              protocol: 'tcp',
              cidr_blocks: ['10.0.0.0/8'],
              description: 'TLS',
              ipv6_cidr_blocks: null,
              prefix_list_ids: null,
              security_groups: ['${aws_security_group.db.id}'],
              self: null,
            },
          ],
        },
      },
      aws_vpc_security_group_ingress_rule: {
        db: {
          security_group_id: '${aws_security_group.db.id}',
          ip_protocol: 'tcp',
          from_port: 5432,
          to_port: 5432,
          cidr_ipv4: '10.20.0.0/16',
        },
      },
      aws_vpc_security_group_egress_rule: {
        db: { security_group_id: '${aws_security_group.db.id}', ip_protocol: '-1', cidr_ipv4: '0.0.0.0/0' },
      },
      aws_cloudwatch_log_group: { flow: { name: `/flow/${name}`, retention_in_days: 30 } },
      aws_flow_log: {
        main: {
          vpc_id: '${aws_vpc.main.id}',
          traffic_type: 'REJECT',
          log_destination: '${aws_cloudwatch_log_group.flow.arn}',
          iam_role_arn: '${aws_iam_role.flow.arn}',
        },
      },
      aws_iam_role: { flow: { name: `${name}-flow`, assume_role_policy: trust('vpc-flow-logs.amazonaws.com') } },
      aws_iam_role_policy: {
        flow: {
          name: 'logs',
          role: '${aws_iam_role.flow.name}',
          policy: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }],
          }),
        },
      },
      aws_kms_key: { data: { description: 'data', enable_key_rotation: true, deletion_window_in_days: 7 } },
      aws_kms_alias: { data: { name: `alias/${name}`, target_key_id: '${aws_kms_key.data.key_id}' } },
      aws_s3_bucket: { data: { bucket: `${name}-111122223333-us-west-2`, force_destroy: true } },
      aws_s3_bucket_versioning: {
        data: { bucket: '${aws_s3_bucket.data.id}', versioning_configuration: { status: 'Enabled' } },
      },
      aws_s3_bucket_server_side_encryption_configuration: {
        data: {
          bucket: '${aws_s3_bucket.data.id}',
          rule: [
            {
              bucket_key_enabled: true,
              apply_server_side_encryption_by_default: {
                sse_algorithm: 'aws:kms',
                kms_master_key_id: '${aws_kms_key.data.arn}',
              },
            },
          ],
        },
      },
      aws_s3_bucket_ownership_controls: {
        data: { bucket: '${aws_s3_bucket.data.id}', rule: { object_ownership: 'BucketOwnerEnforced' } },
      },
      aws_s3_bucket_public_access_block: {
        data: {
          bucket: '${aws_s3_bucket.data.id}',
          block_public_acls: true,
          block_public_policy: true,
          ignore_public_acls: true,
          restrict_public_buckets: true,
        },
      },
      aws_s3_bucket_lifecycle_configuration: {
        data: {
          bucket: '${aws_s3_bucket.data.id}',
          rule: [
            {
              id: 'abort',
              status: 'Enabled',
              filter: [{ prefix: '' }],
              abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
              noncurrent_version_expiration: [{ noncurrent_days: 30 }],
            },
          ],
        },
      },
      aws_s3_bucket_policy: {
        data: { bucket: '${aws_s3_bucket.data.id}', policy: '${data.aws_iam_policy_document.tls.json}' },
      },
      random_password: { db: { length: 32, override_special: '!#$%&*()-_=+[]{}<>:?' } },
      random_id: { suffix: { byte_length: 4 } },
      aws_db_subnet_group: { main: { name, subnet_ids: ['${aws_subnet.private0.id}', '${aws_subnet.private1.id}'] } },
      aws_db_parameter_group: {
        main: {
          name,
          family: 'postgres17',
          parameter: [
            { name: 'rds.force_ssl', value: '1' },
            { name: 'log_statement', value: 'ddl' },
          ],
        },
      },
      aws_db_instance: {
        main: {
          identifier: name,
          engine: 'postgres',
          engine_version: '17',
          instance_class: 'db.t4g.small',
          allocated_storage: 20,
          storage_type: 'gp3',
          storage_encrypted: true,
          kms_key_id: '${aws_kms_key.data.arn}',
          db_name: 'metaflow',
          username: 'metaflow',
          password: '${random_password.db.result}',
          db_subnet_group_name: '${aws_db_subnet_group.main.name}',
          parameter_group_name: '${aws_db_parameter_group.main.name}',
          vpc_security_group_ids: ['${aws_security_group.db.id}'],
          backup_retention_period: 7,
          final_snapshot_identifier: `${name}-final-\${random_id.suffix.hex}`,
          enabled_cloudwatch_logs_exports: ['postgresql', 'upgrade'],
          performance_insights_enabled: true,
        },
      },
      aws_secretsmanager_secret: {
        db: { name: `${name}/db`, recovery_window_in_days: 0, kms_key_id: '${aws_kms_key.data.arn}' },
      },
      aws_secretsmanager_secret_version: {
        db: { secret_id: '${aws_secretsmanager_secret.db.id}', secret_string: '${random_password.db.result}' },
      },
    },
    output: {
      subnets: { value: ['${aws_subnet.private0.id}', '${aws_subnet.private1.id}'] },
      endpoint: { value: '${aws_db_instance.main.endpoint}' },
    },
  };
}

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
          role_arn: '${aws_iam_role.task.arn}',
        },
      },
    },
    output: { endpoint: { value: '${aws_eks_cluster.main.endpoint}' } },
  };
}

/** What runs in the cluster, with the cluster looked up by name. */
export function services(clusterName: string): TerraformConfig {
  const access = {
    host: '${data.aws_eks_cluster.main.endpoint}',
    cluster_ca_certificate: '${base64decode(data.aws_eks_cluster.main.certificate_authority[0].data)}',
    token: '${data.aws_eks_cluster_auth.main.token}',
  };
  const inNamespace = (name: string) => ({ name, namespace: '${kubernetes_namespace_v1.metaflow.metadata[0].name}' });
  const labels = { 'app.kubernetes.io/name': 'metadata' };
  return {
    provider: { aws: { region: 'us-west-2' }, kubernetes: access, helm: { kubernetes: access } },
    data: { aws_eks_cluster: { main: { name: clusterName } }, aws_eks_cluster_auth: { main: { name: clusterName } } },
    resource: {
      kubernetes_namespace_v1: { metaflow: { metadata: { name: 'metaflow', labels: { team: 'ml' } } } },
      kubernetes_service_account_v1: {
        metadata: {
          metadata: {
            ...inNamespace('metadata'),
            annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/task' },
          },
        },
      },
      kubernetes_default_service_account_v1: {
        default: {
          metadata: { namespace: '${kubernetes_namespace_v1.metaflow.metadata[0].name}' },
          automount_service_account_token: false,
        },
      },
      kubernetes_secret_v1: { db: { metadata: inNamespace('db'), data: { password: 'hunter2hunter2' } } },
      kubernetes_config_map_v1: { conf: { metadata: inNamespace('conf'), data: { A: '1' } } },
      kubernetes_role_v1: {
        role: {
          metadata: inNamespace('runner'),
          rule: [{ api_groups: [''], resources: ['pods'], verbs: ['get', 'list'] }],
        },
      },
      kubernetes_role_binding_v1: {
        role: {
          metadata: inNamespace('runner'),
          role_ref: { api_group: 'rbac.authorization.k8s.io', kind: 'Role', name: 'runner' },
          subject: [
            { kind: 'ServiceAccount', name: 'metadata', namespace: 'metaflow' },
            { kind: 'Group', name: 'team', api_group: 'rbac.authorization.k8s.io' },
          ],
        },
      },
      kubernetes_cluster_role_v1: {
        reader: { metadata: { name: 'reader' }, rule: [{ api_groups: [''], resources: ['nodes'], verbs: ['get'] }] },
      },
      kubernetes_cluster_role_binding_v1: {
        reader: {
          metadata: { name: 'reader' },
          role_ref: { api_group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' },
          subject: [{ kind: 'User', name: 'me' }],
        },
      },
      kubernetes_deployment_v1: {
        metadata: {
          metadata: { ...inNamespace('metadata'), labels },
          spec: {
            replicas: '2',
            selector: { match_labels: labels },
            template: {
              metadata: { labels },
              spec: {
                service_account_name: '${kubernetes_service_account_v1.metadata.metadata[0].name}',
                init_container: [
                  {
                    name: 'migrate',
                    image: 'netflixoss/metaflow_metadata_service:v2.5.1',
                    command: ['sh', '-c', 'true'],
                  },
                ],
                container: [
                  {
                    name: 'metadata',
                    image: 'netflixoss/metaflow_metadata_service:v2.5.1',
                    port: [{ container_port: 8080, name: 'http' }],
                    env: [
                      { name: 'MF_METADATA_DB_HOST', value: 'db' },
                      { name: 'MF_METADATA_DB_PSWD', value_from: { secret_key_ref: { name: 'db', key: 'password' } } },
                    ],
                    resources: { requests: { cpu: '250m', memory: '512Mi' } },
                    liveness_probe: { http_get: { path: '/ping', port: '8080' }, initial_delay_seconds: 10 },
                    security_context: { run_as_non_root: true, capabilities: { drop: ['ALL'] } },
                  },
                ],
              },
            },
          },
        },
      },
      kubernetes_service_v1: {
        metadata: {
          metadata: inNamespace('metadata'),
          spec: { selector: labels, port: [{ port: 8080, target_port: 'http', name: 'http' }, { port: 8082 }] },
        },
      },
      kubernetes_network_policy_v1: {
        deny: {
          metadata: inNamespace('deny'),
          spec: {
            pod_selector: {},
            policy_types: ['Ingress'],
            ingress: [
              {
                from: [{ namespace_selector: { match_labels: { team: 'ml' } } }],
                ports: [{ port: '8080', protocol: 'TCP' }],
              },
            ],
          },
        },
      },
      kubernetes_resource_quota_v1: { quota: { metadata: inNamespace('quota'), spec: { hard: { pods: '100' } } } },
      kubernetes_limit_range_v1: {
        limits: {
          metadata: inNamespace('limits'),
          spec: { limit: [{ type: 'Container', default: { cpu: '1', memory: '1Gi' } }] },
        },
      },
      kubernetes_pod_disruption_budget_v1: {
        metadata: {
          metadata: inNamespace('metadata'),
          spec: { max_unavailable: '1', selector: { match_labels: labels } },
        },
      },
      kubernetes_ingress_v1: {
        ui: {
          metadata: { ...inNamespace('ui'), annotations: { 'alb.ingress.kubernetes.io/scheme': 'internal' } },
          spec: {
            ingress_class_name: 'alb',
            rule: [
              {
                host: 'ui.example.com',
                http: {
                  path: [
                    {
                      path: '/',
                      path_type: 'Prefix',
                      backend: { service: { name: 'metadata', port: { number: 8080 } } },
                    },
                  ],
                },
              },
            ],
          },
          depends_on: ['helm_release.lbc'],
        },
      },
      kubernetes_storage_class_v1: {
        gp3: {
          metadata: { name: 'gp3' },
          storage_provisioner: 'ebs.csi.aws.com',
          parameters: { type: 'gp3' },
          volume_binding_mode: 'WaitForFirstConsumer',
        },
      },
      kubernetes_horizontal_pod_autoscaler_v2: {
        metadata: {
          metadata: inNamespace('metadata'),
          spec: {
            max_replicas: 4,
            scale_target_ref: { kind: 'Deployment', name: 'metadata', api_version: 'apps/v1' },
            metric: [
              { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', average_utilization: 80 } } },
            ],
          },
        },
      },
      kubernetes_job_v1: {
        migrate: {
          metadata: inNamespace('migrate'),
          spec: {
            template: { metadata: {}, spec: { restart_policy: 'Never', container: [{ name: 'm', image: 'busybox' }] } },
          },
        },
      },
      kubernetes_daemon_set_v1: {
        agent: {
          metadata: inNamespace('agent'),
          spec: {
            selector: { match_labels: { a: 'b' } },
            template: { metadata: { labels: { a: 'b' } }, spec: { container: [{ name: 'a', image: 'busybox:1.36' }] } },
          },
        },
      },
      kubernetes_priority_class_v1: { high: { metadata: { name: 'high' }, value: 1000 } },
      helm_release: {
        lbc: {
          name: 'aws-load-balancer-controller',
          repository: 'https://aws.github.io/eks-charts',
          chart: 'aws-load-balancer-controller',
          version: '3.5.0',
          namespace: 'kube-system',
          set: [{ name: 'clusterName', value: clusterName }],
          values: ['replicaCount: 1\n'],
        },
        argo: {
          name: 'argo',
          chart: 'argo-workflows',
          namespace: 'argo',
          create_namespace: true,
          timeouts: { create: '10m' },
        },
      },
    },
  };
}
