import { type StateFile, stateFileSchema } from '@flowport/aws';
import { presets } from '@flowport/domain';
import { dataAddresses, listAddresses, synthesize } from '@flowport/infra';
import { expect, test } from 'vitest';
import { forgettingDocument } from './forgettingDocument.ts';
import { dataResources, keptBy, releaseTargets, withLeftBehind } from './stackData.ts';

type Instance = { attributes: Record<string, string | null>; status?: string };

function foundation(instances: Partial<Record<keyof typeof dataResources, Instance>>): StateFile {
  const resources = Object.entries(instances).map(([kind, instance]) => {
    const [type, name] = dataResources[kind as keyof typeof dataResources].split('.');
    return { mode: 'managed', type, name, provider: 'provider["hashicorp/aws"]', instances: [instance] };
  });
  return stateFileSchema.parse({ version: 4, serial: 1, lineage: 'l', outputs: {}, resources });
}

const database = { attributes: { id: 'db-1', identifier: 'mf-a', final_snapshot_identifier: 'mf-a-final-1' } };
const bucket = { attributes: { id: 'mf-a-1', bucket: 'mf-a-1' } };
const key = { attributes: { id: 'k', arn: 'arn:aws:kms:us-west-2:111122223333:key/k' } };
const whole = foundation({ database, bucket, key });

test('what is kept is named as AWS knows it', () => {
  expect(keptBy('retain', whole).map(({ kind, name }) => [kind, name])).toEqual([
    ['database', 'mf-a'],
    ['bucket', 'mf-a-1'],
    ['key', key.attributes.arn],
  ]);
  expect(keptBy('snapshot', whole)[0]).toEqual({ kind: 'snapshot', name: 'mf-a-final-1' });
  expect(keptBy('purge', whole)).toEqual([]);
  expect(keptBy(null, whole)).toEqual([]);
});

test('of a foundation that is half made only that is kept which exists', () => {
  expect(keptBy('snapshot', foundation({ bucket }))).toEqual([{ kind: 'bucket', name: 'mf-a-1' }]);
  expect(keptBy('snapshot', undefined)).toEqual([]);
});

test('what an earlier destroy has left is told once, unless the state holds it again', () => {
  const left = keptBy('snapshot', whole);
  expect(withLeftBehind([], [...left, ...left], undefined)).toEqual(left);
  expect(withLeftBehind(keptBy('snapshot', whole), left, whole)).toEqual(left);
  // The database is gone with its snapshot, the bucket is to be purged now.
  expect(withLeftBehind([], left, foundation({ bucket, key }))).toEqual([{ kind: 'snapshot', name: 'mf-a-final-1' }]);
});

test('the database is released for a snapshot, the bucket too for a purge, nothing where the data is retained', () => {
  expect(releaseTargets('snapshot', whole)).toEqual([dataResources.database]);
  expect(releaseTargets('purge', whole)).toEqual([dataResources.database, dataResources.bucket]);
  expect(releaseTargets('retain', whole)).toEqual([]);
  expect(releaseTargets(null, whole)).toEqual([]);
});

test('what does not exist, or would be made anew by an apply, is not released', () => {
  expect(releaseTargets('purge', foundation({ bucket }))).toEqual([dataResources.bucket]);
  expect(releaseTargets('purge', foundation({ bucket, database: { ...database, status: 'tainted' } }))).toEqual([
    dataResources.bucket,
  ]);
  expect(releaseTargets('purge', undefined)).toEqual([]);
});

const documents = synthesize({
  slug: 'a',
  parameters: presets.small.parameters,
  target: {
    account: '111122223333',
    region: 'us-west-2',
    deployerRoleArn: 'arn:aws:iam::111122223333:role/flowport-deployer',
    backend: { bucket: 'state', region: 'us-west-2', workspaceKeyPrefix: 'stacks', usePathStyle: false },
  },
  tags: { stackId: 'stk_1', team: 'a' },
});

test('the blueprint has the resources that hold the data', () => {
  const addresses = listAddresses(documents.foundation).map(({ address }) => address);
  expect(addresses).toEqual(expect.arrayContaining([...Object.values(dataResources), ...dataAddresses]));
});

test('a document that forgets has the layer’s backend and providers, and wants nothing', () => {
  const { terraform, provider } = documents.foundation;
  expect(forgettingDocument(documents.foundation, ['aws_s3_bucket.datastore'])).toEqual({
    terraform,
    provider,
    removed: [{ from: 'aws_s3_bucket.datastore', lifecycle: { destroy: false } }],
  });
});
