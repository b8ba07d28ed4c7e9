import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'tar';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/fakeTerraform.ts';
import { openWorkdir } from './workdir.ts';

const mode = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

test('directories and files are for the owner alone', async () => {
  const workdir = await openWorkdir(join(await temporaryDirectory(), 'a', 'run_1'));
  await workdir.writeLayer('foundation', '{}');
  expect(await mode(workdir.root)).toBe('700');
  expect(await mode(workdir.directory('foundation'))).toBe('700');
  expect(await mode(join(workdir.directory('foundation'), 'cdk.tf.json'))).toBe('600');
});

test('an existing directory is closed to others when it is opened again', async () => {
  const root = await temporaryDirectory();
  await openWorkdir(root);
  expect(await mode(root)).toBe('700');
});

test('what is packed on one machine is the same after unpacking on another', async () => {
  const [here, there] = [await openWorkdir(await temporaryDirectory()), await openWorkdir(await temporaryDirectory())];
  const json = '{ "résumé": "😀" }';
  await here.writeLayer('cluster', json);
  await here.writeLock('cluster', '# lock');
  await writeFile(here.planFile('cluster'), Buffer.from([0, 1, 2, 255]));
  await there.unpack('cluster', await here.pack('cluster'));
  expect((await readdir(there.directory('cluster'))).sort()).toEqual(['.terraform.lock.hcl', 'cdk.tf.json', 'tfplan']);
  expect(await there.readLock('cluster')).toBe('# lock');
  expect(await readFile(join(there.directory('cluster'), 'cdk.tf.json'), 'utf8')).toBe(json);
  expect(await readFile(there.planFile('cluster'))).toEqual(Buffer.from([0, 1, 2, 255]));
  expect(await mode(there.planFile('cluster'))).toBe('600');
});

test('without providers there is no lock file, and that is no error', async () => {
  const workdir = await openWorkdir(await temporaryDirectory());
  expect(await workdir.readLock('services')).toBeNull();
  expect(await workdir.readErroredState('services')).toBeNull();
});

test('a pack with anything else in it is refused, and nothing of it is written', async () => {
  const source = await temporaryDirectory();
  await writeFile(join(source, 'tfplan'), 'plan');
  await writeFile(join(source, 'evil.tf.json'), '{}');
  await symlink('/etc/passwd', join(source, 'cdk.tf.json'));
  const workdir = await openWorkdir(await temporaryDirectory());
  for (const names of [['tfplan', 'evil.tf.json'], ['tfplan', 'cdk.tf.json'], ['.']]) {
    const packed = await create({ cwd: source, gzip: true }, names).concat();
    await expect(workdir.unpack('foundation', packed)).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await readdir(workdir.directory('foundation'))).toEqual([]);
  }
});

test('bytes that are no pack, or only a part of one, are refused', async () => {
  const workdir = await openWorkdir(await temporaryDirectory());
  await workdir.writeLayer('foundation', '{}'.repeat(5000));
  const packed = await workdir.pack('foundation');
  for (const bytes of [Buffer.alloc(0), Buffer.from('nonsense'), packed.subarray(0, packed.length / 2)]) {
    await expect(workdir.unpack('foundation', bytes)).rejects.toMatchObject({ code: 'invalid_input' });
  }
});

test('a relative path is refused', async () => {
  await expect(openWorkdir('relative')).rejects.toMatchObject({ code: 'internal' });
});
