/** RDS: subnet groups, parameter groups, instances and the final snapshots that they leave. */
import { AwsError } from '../../http/awsError.ts';
import type { Constraint, ResourceBehaviour } from '../../providers/behaviour.ts';
import { alphabets } from '../../providers/ids.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { number, stored, text, texts } from '../attributes.ts';
import { requireUsableKey } from './kms.ts';
import { arn, longId, nameOrPrefixed, regionOf } from './place.ts';
import { enforceQuota } from './quotas.ts';
import { api, awsResource, findInRegion, inRegion, referrers } from './rules.ts';

const lowerName: Constraint = {
  min: 1,
  max: 255,
  pattern: /^[.0-9a-z_ -]+$/,
  rule: 'only lowercase alphanumeric characters, hyphens, underscores, periods and spaces allowed',
};

const subnetGroup: ResourceBehaviour = {
  type: 'aws_db_subnet_group',
  api: api('RDS', 'DB Subnet Group', 'DBSubnetGroup', 'ModifyDBSubnetGroup'),
  place: 'region',
  forceNew: ['name', 'name_prefix'],
  defaults: { description: 'Managed by Terraform' },
  constraints: { name: lowerName },
  id: (input, session) => nameOrPrefixed(session, input),
  taken: (name) => new AwsError('DBSubnetGroupAlreadyExists', 400, `The DB subnet group ${name} already exists.`),
  create: (session, input, name) => ({
    arn: arn(session, input, 'rds', `subgrp:${name}`),
    name,
    supported_network_types: ['IPV4'],
    vpc_id: coveredVpc(session, input),
  }),
  update: (session, input) => {
    coveredVpc(session, input);
    return {};
  },
  remove: (session, object) => {
    const users = referrers(session, object.id, [{ type: 'aws_db_instance', path: 'db_subnet_group_name' }]);
    if (users.length > 0) {
      throw new AwsError(
        'InvalidDBSubnetGroupStateFault',
        400,
        `Cannot delete the subnet group '${object.id}' because at least one database instance: ${text(stored(users[0] ?? object).identifier)} is still using it.`,
      );
    }
  },
};

/** @returns the VPC of the subnets, which must lie in two zones */
function coveredVpc(session: Session, input: TfObject): string {
  const subnets = texts(input.subnet_ids).map((id) => {
    const subnet = findInRegion(session, 'aws_subnet', id, regionOf(session, input));
    if (subnet === undefined) {
      throw new AwsError('InvalidSubnet', 400, `Some input subnets in :[${id}] are invalid.`);
    }
    return stored(subnet);
  });
  const zones = [...new Set(subnets.map((subnet) => text(subnet.availability_zone)))];
  if (zones.length < 2) {
    throw new AwsError(
      'DBSubnetGroupDoesNotCoverEnoughAZs',
      400,
      `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones.join(', ')}. Add subnets to cover at least 2 AZs.`,
    );
  }
  return text(subnets[0]?.vpc_id);
}

const parameterGroup: ResourceBehaviour = {
  type: 'aws_db_parameter_group',
  api: api('RDS', 'DB Parameter Group', 'DBParameterGroup', 'ModifyDBParameterGroup'),
  place: 'region',
  forceNew: ['name', 'name_prefix', 'family', 'description'],
  defaults: { description: 'Managed by Terraform', skip_destroy: false, 'parameter.apply_method': 'immediate' },
  stateOnly: ['skip_destroy'],
  constraints: { name: lowerName },
  id: (input, session) => nameOrPrefixed(session, input),
  taken: (name) => new AwsError('DBParameterGroupAlreadyExists', 400, `Parameter group ${name} already exists`),
  create: (session, input, name) => {
    if (!/^(postgres|aurora-postgresql|mysql|mariadb)[\d.]+$/.test(text(input.family))) {
      throw new AwsError(
        'InvalidParameterValue',
        400,
        `ParameterGroupFamily ${text(input.family)} is not a valid parameter group family`,
      );
    }
    return { arn: arn(session, input, 'rds', `pg:${name}`), name };
  },
  remove: (session, object) => {
    const users = referrers(session, object.id, [{ type: 'aws_db_instance', path: 'parameter_group_name' }]);
    if (users.length > 0) {
      throw new AwsError(
        'InvalidDBParameterGroupState',
        400,
        'One or more database instances are still members of this parameter group, so the group cannot be deleted',
      );
    }
  },
};

const instance: ResourceBehaviour = {
  type: 'aws_db_instance',
  api: api('RDS', 'DB Instance', 'DBInstance', 'ModifyDBInstance'),
  place: 'region',
  forceNew: [
    'availability_zone',
    'character_set_name',
    'custom_iam_instance_profile',
    'db_name',
    'engine',
    'kms_key_id',
    'nchar_character_set_name',
    'restore_to_point_in_time',
    's3_import',
    'snapshot_identifier',
    'storage_encrypted',
    'timezone',
    'username',
  ],
  defaults: {
    auto_minor_version_upgrade: true,
    copy_tags_to_snapshot: false,
    delete_automated_backups: true,
    deletion_protection: false,
    monitoring_interval: 0,
    performance_insights_enabled: false,
    publicly_accessible: false,
    skip_final_snapshot: false,
    storage_encrypted: false,
    iam_database_authentication_enabled: false,
    apply_immediately: false,
    max_allocated_storage: 0,
    dedicated_log_volume: false,
    customer_owned_ip_enabled: false,
  },
  stateOnly: [
    'allow_major_version_upgrade',
    'apply_immediately',
    'delete_automated_backups',
    'final_snapshot_identifier',
    'manage_master_user_password',
    'password',
    'password_wo_version',
    'skip_final_snapshot',
    'upgrade_storage_config',
  ],
  constraints: {
    identifier: {
      min: 1,
      max: 63,
      pattern: /^[a-z](?!.*--)[a-z0-9-]*(?<!-)$/,
      rule: 'only lowercase alphanumeric characters and hyphens, first character a letter, no two consecutive hyphens, none at the end',
    },
    final_snapshot_identifier: {
      max: 255,
      pattern: /^[A-Za-z](?!.*--)[0-9A-Za-z-]*(?<!-)$/,
      rule: 'only alphanumeric characters and hyphens, beginning with a letter, no two consecutive hyphens',
    },
    password: { min: 8, max: 128, pattern: /^[^/@" ]*$/, rule: 'must not contain / @ " or a space' },
    backup_retention_period: { min: 0, max: 35 },
  },
  recomputed: { engine_version_actual: ['engine_version'] },
  // Since version 5 of the provider the id is RDS's own resource id, not the name.
  id: (_input, session) => `db-${session.world.ids.letters(26, alphabets.base32)}`,
  create: (session, input, id) => {
    const region = regionOf(session, input);
    const name = nameOrPrefixed(session, input, 'identifier').toLowerCase();
    if (findInstance(session, region, name) !== undefined) {
      throw new AwsError('DBInstanceAlreadyExists', 400, 'DB instance already exists');
    }
    checkEngine(input);
    const group = text(input.db_subnet_group_name);
    const subnets = group === '' ? undefined : findInRegion(session, 'aws_db_subnet_group', group, region);
    if (group !== '' && subnets === undefined) {
      throw new AwsError('DBSubnetGroupNotFoundFault', 404, `DB subnet group '${group}' does not exist.`);
    }
    checkGroups(session, input);
    enforceQuota(session, 'aws_db_instance', inRegion(session, 'aws_db_instance', region).length);
    requireUsableKey(
      session,
      input,
      'kms_key_id',
      (wanted, state) =>
        new AwsError(
          'KMSKeyNotAccessibleFault',
          400,
          state === 'Missing'
            ? `The specified KMS key [${wanted}] does not exist, is not enabled or you do not have permissions to access it.`
            : `The specified KMS key [${wanted}] is pending deletion.`,
        ),
    );
    const port = number(input.port) || (text(input.engine) === 'postgres' ? 5432 : 3306);
    const address = `${name}.c${session.world.ids.letters(11, alphabets.lowerAlphanumeric)}.${region}.rds.amazonaws.com`;
    const version = fullVersion(text(input.engine_version));
    return {
      identifier: name,
      resource_id: id,
      arn: arn(session, input, 'rds', `db:${name}`),
      address,
      endpoint: `${address}:${port}`,
      port,
      hosted_zone_id: `Z${session.world.ids.letters(13, alphabets.upperAlphanumeric)}`,
      status: 'available',
      engine: 'postgres',
      engine_version: version,
      engine_version_actual: version,
      engine_lifecycle_support: 'open-source-rds-extended-support',
      license_model: 'postgresql-license',
      availability_zone: `${region}a`,
      backup_retention_period: 0,
      backup_target: 'region',
      backup_window: '09:12-09:42',
      maintenance_window: 'sun:11:20-sun:11:50',
      ca_cert_identifier: 'rds-ca-rsa2048-g1',
      database_insights_mode: 'standard',
      db_subnet_group_name: group || 'default',
      multi_az: false,
      network_type: 'IPV4',
      option_group_name: `default:postgres-${version.split('.')[0]}`,
      parameter_group_name: `default.postgres${version.split('.')[0]}`,
      storage_type: 'gp2',
      storage_throughput: input.storage_type === 'gp3' ? 125 : 0,
      iops: input.storage_type === 'gp3' ? 3000 : 0,
      vpc_security_group_ids: [defaultGroup(session, group, region)],
      performance_insights_retention_period: input.performance_insights_enabled === true ? 7 : 0,
      kms_key_id: input.storage_encrypted === true ? arn(session, input, 'kms', `key/${session.world.ids.uuid()}`) : '',
      master_user_secret: [],
      latest_restorable_time: '',
      username: 'postgres',
    };
  },
  update: (session, input, before) => {
    checkGroups(session, input);
    if (number(input.allocated_storage) < number(before.allocated_storage)) {
      throw new AwsError(
        'InvalidParameterCombination',
        400,
        'Requested storage size is smaller than the existing storage size',
      );
    }
    return { engine_version_actual: fullVersion(text(input.engine_version)) };
  },
  remove: (session, object) => {
    const attributes = stored(object);
    if (attributes.deletion_protection === true) {
      throw new AwsError(
        'InvalidParameterCombination',
        400,
        'Cannot delete protected DB Instance, please disable deletion protection and try again.',
      );
    }
    if (attributes.skip_final_snapshot === true) return;
    const snapshot = text(attributes.final_snapshot_identifier);
    if (snapshot === '') {
      throw new AwsError(
        'InvalidParameterCombination',
        400,
        'FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified (final_snapshot_identifier is required when skip_final_snapshot is false).',
      );
    }
    if (findInRegion(session, 'aws_db_snapshot', snapshot, object.scope) !== undefined) {
      throw new AwsError(
        'DBSnapshotAlreadyExists',
        400,
        `Cannot create the snapshot because a snapshot with the identifier ${snapshot} already exists.`,
      );
    }
  },
  removed: (session, object) => {
    const attributes = stored(object);
    const snapshot = text(attributes.final_snapshot_identifier);
    if (attributes.skip_final_snapshot === true || snapshot === '') return;
    session.world.store.put({
      ...object,
      type: 'aws_db_snapshot',
      id: snapshot,
      createdAt: session.world.clock().toISOString(),
      attributes: {
        id: snapshot,
        db_snapshot_identifier: snapshot,
        db_instance_identifier: attributes.identifier ?? '',
        db_snapshot_arn: arn(session, attributes, 'rds', `snapshot:${snapshot}`),
        engine: attributes.engine ?? '',
        engine_version: attributes.engine_version_actual ?? '',
        allocated_storage: attributes.allocated_storage ?? 0,
        snapshot_type: 'manual',
        status: 'available',
      },
    });
  },
  importId: (given, session) => findInstance(session, session.region, given)?.id ?? given,
};

/** That of the VPC of the subnets; an instance without a subnet group lives in the default VPC. */
function defaultGroup(session: Session, subnetGroup: string, region: string): string {
  const group = findInRegion(session, 'aws_db_subnet_group', subnetGroup, region);
  const vpc = group === undefined ? undefined : findInRegion(session, 'aws_vpc', text(stored(group).vpc_id), region);
  return vpc === undefined ? longId(session, 'sg') : text(stored(vpc).default_security_group_id);
}

function findInstance(session: Session, region: string, name: string) {
  return inRegion(session, 'aws_db_instance', region).find((other) => stored(other).identifier === name);
}

function checkEngine(input: TfObject): void {
  if (text(input.engine) === '' && text(input.snapshot_identifier) === '') {
    throw new AwsError('InvalidParameterValue', 400, 'The parameter Engine must be provided and must not be blank.');
  }
  const version = text(input.engine_version);
  const major = Number.parseInt(version, 10);
  if (text(input.engine) === 'postgres' && version !== '' && (Number.isNaN(major) || major < 11 || major > 18)) {
    throw new AwsError('InvalidParameterCombination', 400, `Cannot find version ${version} for postgres`);
  }
  if (!/^db\.[a-z0-9]+\.[a-z0-9]+$/.test(text(input.instance_class))) {
    throw new AwsError('InvalidParameterValue', 400, `Invalid DB Instance class: ${text(input.instance_class)}`);
  }
}

function checkGroups(session: Session, input: TfObject): void {
  for (const group of texts(input.vpc_security_group_ids)) {
    if (findInRegion(session, 'aws_security_group', group, regionOf(session, input)) === undefined) {
      throw new AwsError('InvalidParameterValue', 400, `Invalid security group , groupId= ${group}, groupName=.`);
    }
  }
  const parameters = text(input.parameter_group_name);
  const isOwn = parameters !== '' && !parameters.startsWith('default.');
  if (isOwn && findInRegion(session, 'aws_db_parameter_group', parameters, regionOf(session, input)) === undefined) {
    throw new AwsError('DBParameterGroupNotFound', 404, `DBParameterGroup not found: ${parameters}`);
  }
}

/** A major version alone means AWS's newest minor one. */
function fullVersion(version: string): string {
  const newest: Readonly<Record<string, string>> = {
    '18': '18.1',
    '17': '17.6',
    '16': '16.10',
    '15': '15.14',
    '14': '14.19',
  };
  return newest[version === '' ? '17' : version] ?? version;
}

export const rdsResources = [subnetGroup, parameterGroup, instance].map(awsResource);
