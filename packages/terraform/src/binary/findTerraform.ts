import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { AppError } from '@flowport/domain';
import { z } from 'zod';
import { runProcess } from '../process/runProcess.ts';
import { automation } from './environment.ts';

export type TerraformFlavour = 'terraform' | 'tofu';
export type TerraformBinary = { path: string; flavour: TerraformFlavour; version: string };

/** Locking of the state by S3 itself (`use_lockfile`) came with 1.10 of both. */
const minimum = { major: 1, minor: 10 } as const;

const remedy =
  'Install Terraform (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org/docs/intro/install/), version 1.10 or newer, and see that it is on PATH.';

/**
 * Finds the program that applies: `terraform` first, else `tofu`, at least version 1.10.
 * @param path the PATH of the environment in which to look; only absolute entries count.
 * @throws AppError `unavailable`, which says what was found and what to install.
 */
export async function findTerraform(path: string | undefined): Promise<TerraformBinary> {
  const tooOld: string[] = [];
  for (const flavour of ['terraform', 'tofu'] as const) {
    const file = await findExecutable(flavour, path ?? '');
    if (file === undefined) continue;
    const version = await readVersion(file);
    if (isSupported(version)) return { path: file, flavour, version };
    tooOld.push(`${file} is version ${version}`);
  }
  if (tooOld.length > 0) {
    throw new AppError('unavailable', `Terraform is too old: ${tooOld.join(', and ')}. ${remedy}`);
  }
  throw new AppError('unavailable', `Neither terraform nor tofu was found on PATH. ${remedy}`);
}

async function findExecutable(name: string, path: string): Promise<string | undefined> {
  for (const directory of path.split(delimiter).filter(isAbsolute)) {
    const file = join(directory, name);
    try {
      await access(file, constants.X_OK);
      if ((await stat(file)).isFile()) return file;
    } catch (error) {
      if (!isAbsence(error)) throw error;
    }
  }
  return undefined;
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'EACCES'].includes(String(error.code));
}

/** Both programs name the key after Terraform. */
const versionSchema = z.object({ terraform_version: z.string() });

const answerSecondsMax = 30;

async function readVersion(file: string): Promise<string> {
  const answer: Buffer[] = [];
  const complaint: Buffer[] = [];
  const end = await runProcess({
    path: file,
    args: ['version', '-json'],
    directory: tmpdir(),
    environment: { ...automation, HOME: tmpdir() },
    signal: AbortSignal.timeout(answerSecondsMax * 1000),
    graceSeconds: 1,
    onStdout: (chunk) => answer.push(chunk),
    onStderr: (chunk) => complaint.push(chunk),
  });
  const text = Buffer.concat(answer).toString('utf8');
  if (end.exitCode === 0) {
    const parsed = versionSchema.safeParse(jsonOrNull(text));
    if (parsed.success) return parsed.data.terraform_version;
  }
  const said = Buffer.concat(complaint).toString('utf8').trim() || text.trim() || 'nothing';
  throw new AppError('unavailable', `${file} did not tell its version (it said: ${said.slice(0, 300)}). ${remedy}`);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major > minimum.major || (major === minimum.major && minor >= minimum.minor);
}
