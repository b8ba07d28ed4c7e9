// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import type { TerraformConfig } from '../terraformRoot.ts';
import { tags, trust } from './trust.ts';

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
      random_password: {
        // An import knows nothing of it, and any change of it makes another password.
        db: {
          length: 32,
          override_special: '!#$%&*()-_=+[]{}<>:?',
          lifecycle: { ignore_changes: ['override_special'] },
        },
      },
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
