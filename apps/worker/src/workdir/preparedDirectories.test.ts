import { mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { preparedDirectories } from './preparedDirectories.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'flowport-prepared-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function initialized(name: string, providerBytes?: number): Promise<string> {
  const directory = join(root, name);
  const providers = join(directory, '.terraform', 'providers', 'registry.terraform.io');
  await mkdir(providers, { recursive: true });
  await writeFile(join(directory, '.terraform', 'terraform.tfstate'), '{"backend":{}}');
  await writeFile(join(directory, '.terraform.lock.hcl'), 'provider "aws" {}');
  await writeFile(join(directory, 'cdk.tf.json'), '{"of":"this stack"}');
  if (providerBytes !== undefined) await writeFile(join(providers, 'provider'), Buffer.alloc(providerBytes));
  else await symlink(join(root, 'cache'), join(providers, 'aws'));
  return directory;
}

test('a directory of the same kind gets what init left, and nothing of the other stack', async () => {
  await mkdir(join(root, 'cache'), { recursive: true });
  const prepared = preparedDirectories();
  await prepared.remember('kind', await initialized('first'));
  await mkdir(join(root, 'second'));
  expect(await prepared.reuse('kind', join(root, 'second'))).toBe(true);
  expect(await readFile(join(root, 'second', '.terraform', 'terraform.tfstate'), 'utf8')).toBe('{"backend":{}}');
  expect(await readFile(join(root, 'second', '.terraform.lock.hcl'), 'utf8')).toBe('provider "aws" {}');
  const link = join(root, 'second', '.terraform', 'providers', 'registry.terraform.io', 'aws');
  expect(await readlink(link)).toBe(join(root, 'cache'));
  await expect(readFile(join(root, 'second', 'cdk.tf.json'))).rejects.toThrow('ENOENT');
});

test('another kind gets nothing', async () => {
  const prepared = preparedDirectories();
  await prepared.remember('kind', await initialized('third'));
  expect(await prepared.reuse('other', join(root, 'fourth'))).toBe(false);
});

test('a copy whose providers have been removed is not used', async () => {
  const prepared = preparedDirectories();
  await mkdir(join(root, 'cache'), { recursive: true });
  await prepared.remember('kind', await initialized('fifth'));
  await rm(join(root, 'cache'), { recursive: true });
  expect(await prepared.reuse('kind', join(root, 'sixth'))).toBe(false);
});

test('providers themselves are not held in memory', async () => {
  const prepared = preparedDirectories();
  await prepared.remember('kind', await initialized('seventh', 2 * 1024 * 1024));
  expect(await prepared.reuse('kind', join(root, 'eighth'))).toBe(false);
});
