/** RDS's Describe calls, answered from what the aws provider stored. */
import { number, stored, textMap, text as textOf } from '../cloud/attributes.ts';
import type { AwsCall } from '../http/awsCall.ts';
import { AwsError } from '../http/awsError.ts';
import { markedPage, type QueryService } from '../http/queryService.ts';
import { element, text } from '../http/xml.ts';
import type { CloudObject } from '../store/objects.ts';

export const rdsService: QueryService = {
  namespace: 'http://rds.amazonaws.com/doc/2014-10-31/',
  version: '2014-10-31',
  actions: { DescribeDBInstances: describeInstances, DescribeDBSnapshots: describeSnapshots },
};

const page = { size: 'MaxRecords', next: 'Marker' };

function describeInstances(call: AwsCall): string {
  const wanted = call.parameters.get('DBInstanceIdentifier')?.toLowerCase();
  call.require('rds:DescribeDBInstances', arnOf(call, 'db', wanted ?? '*'));
  const found = call
    .inRegion('aws_db_instance')
    .filter((object) => wanted === undefined || stored(object).identifier === wanted);
  if (wanted !== undefined && found.length === 0) {
    throw new AwsError('DBInstanceNotFound', 404, `DBInstance ${wanted} not found.`);
  }
  return markedPage(call, found.map(instance), { list: 'DBInstances', member: 'DBInstance', ...page });
}

function instance(object: CloudObject): string {
  const attributes = stored(object);
  const attribute = (element: string, name: string) => text(element, textOf(attributes[name]));
  return [
    attribute('DBInstanceIdentifier', 'identifier'),
    attribute('DBInstanceClass', 'instance_class'),
    attribute('Engine', 'engine'),
    attribute('EngineVersion', 'engine_version_actual'),
    text('DBInstanceStatus', textOf(attributes.status) || 'available'),
    attribute('DBInstanceArn', 'arn'),
    attribute('DbiResourceId', 'resource_id'),
    element('Endpoint', attribute('Address', 'address'), text('Port', number(attributes.port))),
    text('AllocatedStorage', number(attributes.allocated_storage)),
    text('DeletionProtection', attributes.deletion_protection === true),
    text('StorageEncrypted', attributes.storage_encrypted === true),
    text('MultiAZ', attributes.multi_az === true),
    text('InstanceCreateTime', object.createdAt),
    tagList(object),
  ].join('');
}

function describeSnapshots(call: AwsCall): string {
  const wanted = call.parameters.get('DBSnapshotIdentifier')?.toLowerCase();
  const source = call.parameters.get('DBInstanceIdentifier')?.toLowerCase();
  call.require('rds:DescribeDBSnapshots', arnOf(call, 'snapshot', wanted ?? '*'));
  const found = call
    .inRegion('aws_db_snapshot')
    .filter(({ id }) => wanted === undefined || id === wanted)
    .filter((object) => source === undefined || stored(object).db_instance_identifier === source);
  if (wanted !== undefined && found.length === 0) {
    throw new AwsError('DBSnapshotNotFound', 404, `DBSnapshot ${wanted} not found.`);
  }
  return markedPage(call, found.map(snapshot), { list: 'DBSnapshots', member: 'DBSnapshot', ...page });
}

function snapshot(object: CloudObject): string {
  const attributes = stored(object);
  return [
    text('DBSnapshotIdentifier', object.id),
    text('DBInstanceIdentifier', textOf(attributes.db_instance_identifier)),
    text('DBSnapshotArn', textOf(attributes.db_snapshot_arn)),
    text('Engine', textOf(attributes.engine)),
    text('EngineVersion', textOf(attributes.engine_version)),
    text('AllocatedStorage', number(attributes.allocated_storage)),
    text('SnapshotType', textOf(attributes.snapshot_type) || 'manual'),
    text('Status', textOf(attributes.status) || 'available'),
    text('SnapshotCreateTime', object.createdAt),
    tagList(object),
  ].join('');
}

function tagList(object: CloudObject): string {
  const tags = Object.entries(textMap(stored(object).tags_all ?? null));
  return element('TagList', ...tags.map(([key, value]) => element('Tag', text('Key', key), text('Value', value))));
}

function arnOf(call: AwsCall, kind: 'db' | 'snapshot', name: string): string {
  return `arn:aws:rds:${call.region}:${call.caller.account}:${kind}:${name}`;
}
