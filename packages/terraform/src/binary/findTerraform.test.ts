import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeProgram, temporaryDirectory } from '../testing/fakeTerraform.ts';
import { findTerraform } from './findTerraform.ts';

const saying = (version: string) => `console.log(JSON.stringify({ terraform_version: ${JSON.stringify(version)} }))`;

test('terraform is preferred to tofu, also when it comes later on PATH', async () => {
  const tofu = await fakeProgram(saying('1.11.0'), 'tofu');
  const terraform = await fakeProgram(saying('1.11.4'));
  expect(await findTerraform([tofu, terraform].map(dirname).join(delimiter))).toEqual({
    path: terraform,
    flavour: 'terraform',
    version: '1.11.4',
  });
});

test('tofu is accepted where terraform is missing or too old', async () => {
  const directory = await temporaryDirectory();
  const tofu = await fakeProgram(saying('1.10.0'), 'tofu', directory);
  expect(await findTerraform(directory)).toEqual({ path: tofu, flavour: 'tofu', version: '1.10.0' });
  await fakeProgram(saying('1.9.8'), 'terraform', directory);
  expect(await findTerraform(directory)).toMatchObject({ path: tofu });
});

test('one that is too old is named with its version and the remedy', async () => {
  const terraform = await fakeProgram(saying('1.9.8'));
  await expect(findTerraform(dirname(terraform))).rejects.toMatchObject({
    code: 'unavailable',
    publicMessage: expect.stringMatching(/too old: .*terraform is version 1\.9\.8\. Install .*1\.10 or newer/),
  });
});

test('a major version to come is accepted, and so is a prerelease', async () => {
  expect(await findTerraform(dirname(await fakeProgram(saying('2.0.0'))))).toMatchObject({ version: '2.0.0' });
  expect(await findTerraform(dirname(await fakeProgram(saying('1.15.0-beta1'))))).toMatchObject({
    version: '1.15.0-beta1',
  });
});

test.each([undefined, '', 'relative/bin', '/nowhere'])(
  'with PATH %j it is missing, and the remedy is told',
  async (path) => {
    await expect(findTerraform(path)).rejects.toMatchObject({
      code: 'unavailable',
      publicMessage: expect.stringMatching(/Neither terraform nor tofu was found on PATH\. Install/),
    });
  },
);

test('a directory or a file that is not executable is not taken for the program', async () => {
  const [one, two] = [await temporaryDirectory(), await temporaryDirectory()];
  await mkdir(join(one, 'terraform'));
  await writeFile(join(two, 'terraform'), 'text', { mode: 0o644 });
  await expect(findTerraform([one, two].join(delimiter))).rejects.toMatchObject({ code: 'unavailable' });
});

test('a program that does not tell its version is quoted', async () => {
  const broken = await fakeProgram("console.error('no can do'); process.exit(1)");
  await expect(findTerraform(dirname(broken))).rejects.toMatchObject({
    code: 'unavailable',
    publicMessage: expect.stringContaining('no can do'),
  });
});
