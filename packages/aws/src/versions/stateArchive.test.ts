import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestServices, type TestServices } from '../../../sandbox/src/http/testing.ts';
import { assumeRole } from '../credentials/assumeRole.ts';
import { endpointsAt } from '../endpoints.ts';
import { type StateArchive, stateArchive } from './stateArchive.ts';

let sandbox: TestServices;
let archive: StateArchive;
let slugs = 0;
let slug = '';
beforeAll(async () => {
  sandbox = await startTestServices();
  archive = openArchive(sandbox.seed.stateBucket);
});
beforeEach(() => {
  slug = `stack-${++slugs}`;
});
afterAll(async () => {
  archive.close();
  await sandbox.close();
});

function openArchive(bucket: string): StateArchive {
  const { seed, endpoint, keys } = sandbox;
  const endpoints = endpointsAt(endpoint);
  return stateArchive({
    backend: { bucket, region: 'us-west-2', workspaceKeyPrefix: 'metaflow', kmsKeyId: null, usePathStyle: true },
    caller: {
      region: seed.region,
      endpoints,
      credentials: () =>
        assumeRole({
          roleArn: seed.deployerRole.arn,
          externalId: seed.externalId,
          region: seed.region,
          sessionName: 'test',
          tags: {},
          base: keys,
          endpoints,
        }),
    },
  });
}

const place = (name: string) => ({ Bucket: sandbox.seed.stateBucket, Key: `metaflow/${slug}/${name}` });
const put = async (name: string, body: object | string) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { VersionId } = await sandbox.s3().send(new PutObjectCommand({ ...place(name), Body: text }));
  return VersionId ?? '';
};
const state = (serial: number) => ({
  version: 4,
  terraform_version: '1.11.4',
  serial,
  lineage: 'abc',
  outputs: {},
  resources: [],
  check_results: null,
});
const lock = (id: string) => ({
  ID: id,
  Operation: 'OperationTypeApply',
  Who: 'root@host',
  Info: '',
  Created: '2026-11-01T10:00:00Z',
  Path: 'x',
});
const lockIds = ['b7a5fb0c-7e3d-4b8e-9c5e-0d5f1f0a2b3c', 'b7a5fb0c-7e3d-4b8e-9c5e-0d5f1f0a2b3d'] as const;

test('every version of a state is listed, newest first, and no object that only begins like it', async () => {
  const first = await put('foundation.tfstate', state(1));
  await put('foundation.tfstate.tflock', lock(lockIds[0]));
  const second = await put('foundation.tfstate', state(2));
  const { versions, nextCursor } = await archive.listVersions(slug, 'foundation', { limit: 10 });
  expect(versions.map(({ versionId, isPresent }) => [versionId, isPresent])).toEqual([
    [second, true],
    [first, false],
  ]);
  expect(versions[0]?.bytes).toBe(JSON.stringify(state(2)).length);
  expect(nextCursor).toBeNull();
});

test('pages go through all versions, each once', async () => {
  const put7: string[] = [];
  for (let serial = 1; serial <= 7; serial++) put7.unshift(await put('cluster.tfstate', state(serial)));
  await put('cluster.tfstate.tflock', lock(lockIds[0]));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await archive.listVersions(slug, 'cluster', { cursor, limit: 3 });
    seen.push(...page.versions.map(({ versionId }) => versionId));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(put7);
});

test('that a state was removed is a version too', async () => {
  await put('services.tfstate', state(1));
  await sandbox.s3().send(new DeleteObjectCommand(place('services.tfstate')));
  const { versions } = await archive.listVersions(slug, 'services', { limit: 10 });
  expect(versions.map(({ isPresent, isRemoval }) => [isPresent, isRemoval])).toEqual([
    [false, true],
    [false, false],
  ]);
  expect(await archive.readPresent(slug, 'services')).toBeUndefined();
});

test('a layer without a state has no versions', async () => {
  expect(await archive.listVersions(slug, 'services', { limit: 10 })).toEqual({ versions: [], nextCursor: null });
});

test('a version is read whole, and one that is not there is said not to be', async () => {
  const versionId = await put('foundation.tfstate', state(1));
  await put('foundation.tfstate', state(2));
  expect(await archive.readVersion(slug, 'foundation', versionId)).toEqual(state(1));
  expect(await new Response(await archive.openVersion(slug, 'foundation', versionId)).json()).toEqual(state(1));
  for (const unknown of ['nothing-like-it', 'null']) {
    await expect(archive.readVersion(slug, 'foundation', unknown)).rejects.toMatchObject({ code: 'not_found' });
  }
});

test('a version that is no state says so', async () => {
  const versionId = await put('foundation.tfstate', '<html>');
  await expect(archive.readVersion(slug, 'foundation', versionId)).rejects.toMatchObject({ code: 'conflict' });
});

test('a bucket that cannot be reached is a failure, and no empty list', async () => {
  const other = openArchive('flowport-no-such-bucket');
  await expect(other.listVersions(slug, 'foundation', { limit: 1 })).rejects.toMatchObject({
    publicMessage: expect.stringContaining('flowport-no-such-bucket'),
  });
  await expect(other.readLock(slug, 'foundation')).rejects.toMatchObject({ code: 'unavailable' });
  other.close();
});

test('the lock that was looked at is removed', async () => {
  await put('foundation.tfstate.tflock', lock(lockIds[0]));
  const held = await archive.readLock(slug, 'foundation');
  expect(held?.lock).toMatchObject({ id: lockIds[0], operation: 'apply' });
  expect(await archive.removeLock(slug, 'foundation', held?.token ?? '')).toBe('removed');
  expect(await archive.readLock(slug, 'foundation')).toBeUndefined();
  expect(await archive.removeLock(slug, 'foundation', held?.token ?? '')).toBe('gone');
});

test('a lock that was taken since is left alone', async () => {
  await put('foundation.tfstate.tflock', lock(lockIds[0]));
  const held = await archive.readLock(slug, 'foundation');
  await sandbox.s3().send(new DeleteObjectCommand(place('foundation.tfstate.tflock')));
  await put('foundation.tfstate.tflock', lock(lockIds[1]));
  expect(await archive.removeLock(slug, 'foundation', held?.token ?? '')).toBe('changed');
  expect((await archive.readLock(slug, 'foundation'))?.lock.id).toBe(lockIds[1]);
});

test('the configuration lies beside the state until it is removed', async () => {
  await archive.putConfiguration(slug, 'cluster', '{"resource":{}}');
  const found = await sandbox.s3().send(new GetObjectCommand(place('cluster.configuration.json')));
  expect(await found.Body?.transformToString()).toBe('{"resource":{}}');
  await archive.removeConfiguration(slug, 'cluster');
  await expect(sandbox.s3().send(new GetObjectCommand(place('cluster.configuration.json')))).rejects.toThrow();
});
