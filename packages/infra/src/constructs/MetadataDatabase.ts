import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { DbInstance } from '@cdktf/provider-aws/lib/db-instance/index.js';
import { DbParameterGroup } from '@cdktf/provider-aws/lib/db-parameter-group/index.js';
import { DbSubnetGroup } from '@cdktf/provider-aws/lib/db-subnet-group/index.js';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { Id } from '@cdktf/provider-random/lib/id/index.js';
import { Password } from '@cdktf/provider-random/lib/password/index.js';
import type { StackParameters } from '@flowport/domain';
import { Construct } from 'constructs';
import type { DataProtection } from '../input.ts';
import { database } from '../naming.ts';
import { postgresMajor } from '../versions.ts';

export type MetadataDatabaseProps = {
  identifier: string;
  vpcId: string;
  subnetIds: string[];
  kmsKeyArn: string;
  parameters: StackParameters['database'];
  data: DataProtection;
};

/**
 * Postgres for the metadata service, in subnets without a way out. Its security group begins empty: the cluster layer
 * adds the one rule, for the cluster's own group, which does not exist yet.
 */
export class MetadataDatabase extends Construct {
  readonly instance: DbInstance;
  readonly password: Password;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: MetadataDatabaseProps) {
    super(scope, id);
    const { identifier, parameters } = props;
    const subnetGroup = new DbSubnetGroup(this, 'aws_db_subnet_group.metadata', {
      name: identifier,
      description: `Database subnets of ${identifier}`,
      subnetIds: props.subnetIds,
    });
    this.securityGroup = new SecurityGroup(this, 'aws_security_group.database', {
      name: `${identifier}-database`,
      description: `Metadata database of ${identifier}`,
      vpcId: props.vpcId,
      tags: { Name: `${identifier}-database` },
    });
    const parameterGroup = new DbParameterGroup(this, 'aws_db_parameter_group.metadata', {
      // A new major version needs another family, hence another group beside the one in use.
      namePrefix: `${identifier}-`,
      description: `Forces TLS on ${identifier}`,
      family: `postgres${postgresMajor}`,
      parameter: [{ name: 'rds.force_ssl', value: '1', applyMethod: 'immediate' }],
      lifecycle: { createBeforeDestroy: true },
    });
    // Letters and digits only: the services put it into a URL, and charts and shells on the way quote differently.
    this.password = new Password(this, 'random_password.database', { length: 40, special: false });
    // In the state, unlike a timestamp, so a second life of the same slug does not meet the first one's snapshot.
    const snapshot = new Id(this, 'random_id.final_snapshot', { byteLength: 4 });
    const exports = ['postgresql', 'upgrade'];
    const logGroups = exports.map(
      (kind) =>
        new CloudwatchLogGroup(this, `aws_cloudwatch_log_group.database_${kind}`, {
          name: `/aws/rds/instance/${identifier}/${kind}`,
          retentionInDays: 30,
        }),
    );
    this.instance = new DbInstance(this, 'aws_db_instance.metadata', {
      identifier,
      engine: 'postgres',
      // The major alone, so that AWS's minor upgrades are no drift.
      engineVersion: postgresMajor,
      autoMinorVersionUpgrade: true,
      engineLifecycleSupport: 'open-source-rds-extended-support-disabled',
      instanceClass: parameters.instanceClass,
      storageType: 'gp3',
      allocatedStorage: parameters.storageGb,
      maxAllocatedStorage: parameters.storageGb * 10,
      storageEncrypted: true,
      kmsKeyId: props.kmsKeyArn,
      dbName: database.name,
      username: database.user,
      password: this.password.result,
      port: database.port,
      multiAz: parameters.multiZone,
      dbSubnetGroupName: subnetGroup.name,
      vpcSecurityGroupIds: [this.securityGroup.id],
      publiclyAccessible: false,
      parameterGroupName: parameterGroup.name,
      caCertIdentifier: 'rds-ca-rsa2048-g1',
      backupRetentionPeriod: parameters.backupDays,
      copyTagsToSnapshot: true,
      // AWS keeps daily backups of a deleted database until they expire, at no price up to its size.
      deleteAutomatedBackups: props.data === 'purge-release',
      deletionProtection: parameters.deletionProtection && props.data === 'keep',
      skipFinalSnapshot: props.data === 'purge-release',
      finalSnapshotIdentifier: `${identifier}-final-${snapshot.hex}`,
      enabledCloudwatchLogsExports: exports,
      ...performanceInsights(parameters.instanceClass, props.kmsKeyArn),
      // A change was reviewed and approved for now, not for some night of the maintenance window.
      applyImmediately: true,
      tags: { Name: identifier },
      // RDS would create the log groups itself, without an end to what they keep.
      dependsOn: logGroups,
      timeouts: { create: '60m', update: '80m', delete: '60m' },
    });
  }
}

/** Seven days are free of charge. AWS does not offer it on the small burstable classes, so all of those go without. */
function performanceInsights(instanceClass: string, kmsKeyArn: string) {
  if (instanceClass.startsWith('db.t')) return {};
  return {
    performanceInsightsEnabled: true,
    performanceInsightsKmsKeyId: kmsKeyArn,
    performanceInsightsRetentionPeriod: 7,
  };
}
