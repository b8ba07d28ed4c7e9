import { expect, test } from 'vitest';
import type { AttributeChange, PlanAction, PlanChange } from '../plan/plan.ts';
import { configurationChanges, outsideChanges } from './difference.ts';

type Values = Record<string, [before: AttributeChange['before'], after: AttributeChange['after']] | 'unknown'>;

function change(address: string, action: PlanAction, values: Values = {}): PlanChange {
  const attributes = Object.entries(values).map(([path, value]): AttributeChange => {
    const flags = { sensitive: false, unknown: value === 'unknown', forcesReplacement: false };
    return value === 'unknown' ? { path, ...flags } : { path, before: value[0], after: value[1], ...flags };
  });
  const [type = '', name = ''] = address.split('.');
  return { address, type, name, provider: 'aws', action, importId: null, reason: null, marks: [], attributes };
}

const db = 'aws_db_instance.metadata';

test('an attribute that the next apply puts back was changed outside', () => {
  const drift = [change(db, 'update', { backup_retention_period: [3, 9], latest_restorable_time: ['a', 'b'] })];
  const changes = [change(db, 'update', { backup_retention_period: [9, 3] })];
  expect(outsideChanges({ drift, changes })).toEqual([change(db, 'update', { backup_retention_period: [3, 9] })]);
});

test('what no configuration sets, and what it leaves to others, is no finding', () => {
  const drift = [change('aws_iam_role.task', 'update', { unique_id: ['a', 'b'], max_session_duration: [null, 3600] })];
  expect(outsideChanges({ drift, changes: [] })).toEqual([]);
  expect(outsideChanges({ drift, changes: [change('aws_iam_role.task', 'unchanged')] })).toEqual([]);
});

test('an attribute that is made anew with another one undoes nothing', () => {
  const drift = [change(db, 'update', { port: [5432, 5433], arn: ['a', 'b'] })];
  const changes = [change(db, 'update', { port: [5433, 5432], arn: 'unknown' })];
  expect(outsideChanges({ drift, changes })[0]?.attributes.map(({ path }) => path)).toEqual(['port']);
});

test('what is gone and would be created again was deleted outside; what is gone and not wanted is no matter', () => {
  const gone = change('aws_s3_bucket.data', 'delete', { bucket: ['x', undefined] });
  expect(outsideChanges({ drift: [gone], changes: [change('aws_s3_bucket.data', 'create')] })).toEqual([
    change('aws_s3_bucket.data', 'delete'),
  ]);
  expect(outsideChanges({ drift: [gone], changes: [] })).toEqual([]);
});

test('what is to be deleted by the configuration is no drift, whatever was done to it', () => {
  const drift = [change(db, 'update', { port: [1, 2] })];
  expect(outsideChanges({ drift, changes: [change(db, 'delete', { port: [2, undefined] })] })).toEqual([]);
});

test('elements of lists are found again under another number, and a whole value by its parts', () => {
  const group = 'aws_security_group.db';
  const drift = [
    change(group, 'update', { 'ingress[0].cidr_blocks[1]': [undefined, '0.0.0.0/0'], tags: [{}, { a: '1' }] }),
  ];
  const changes = [
    change(group, 'update', { 'ingress[1].cidr_blocks[0]': ['0.0.0.0/0', undefined], 'tags.a': ['1', undefined] }),
  ];
  expect(outsideChanges({ drift, changes })[0]?.attributes).toHaveLength(2);
  const other = [change(group, 'update', { 'ingress[0].description': ['x', 'y'] })];
  expect(outsideChanges({ drift, changes: other })).toEqual([]);
});

test('an attribute whose name begins like another is not it', () => {
  const drift = [change(db, 'update', { engine_version_actual: ['17.1', '17.2'] })];
  const changes = [change(db, 'update', { engine_version: ['17.1', '17'] })];
  expect(outsideChanges({ drift, changes })).toEqual([]);
});

test('a tag is told once, and a tag that all resources get is told though the resource has none of its own', () => {
  const both: Values = { 'tags.owner': ['a', 'b'], 'tags_all.owner': ['a', 'b'] };
  const back: Values = { 'tags.owner': ['b', 'a'], 'tags_all.owner': ['b', 'a'] };
  const paths = (drift: Values, changes: Values) =>
    outsideChanges({ drift: [change(db, 'update', drift)], changes: [change(db, 'update', changes)] }).flatMap(
      ({ attributes }) => attributes.map(({ path }) => path),
    );
  expect(paths(both, back)).toEqual(['tags.owner']);
  expect(paths({ 'tags_all.stack': ['a', undefined] }, { 'tags_all.stack': [undefined, 'a'] })).toEqual([
    'tags_all.stack',
  ]);
});

test('a difference of configuration is what would happen to resources, not what is read or left alone', () => {
  const changes = [change(db, 'update'), change('aws_ami.x', 'read'), change('aws_vpc.main', 'unchanged')];
  expect(configurationChanges({ changes })).toEqual([change(db, 'update')]);
});
