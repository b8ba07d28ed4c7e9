import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory that lives as long as the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'flowport-terraform-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/**
 * A real program that stands in for Terraform: a Node script (CommonJS) which gets the arguments, environment, signals
 * and pipes of a real process.
 * @returns its path; the directory that holds it can be a PATH.
 */
export async function fakeProgram(source: string, name = 'terraform', directory?: string): Promise<string> {
  const file = join(directory ?? (await temporaryDirectory()), name);
  await writeFile(file, `#!${process.execPath}\n${source}\n`);
  await chmod(file, 0o755);
  return file;
}
