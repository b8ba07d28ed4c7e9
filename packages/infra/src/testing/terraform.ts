import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allowedEnvironment, findTerraform, type LayerOptions, openLayer, openWorkdir } from '@flowport/terraform';
import { onTestFinished } from 'vitest';

/** A directory that lives as long as the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'flowport-infra-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Real Terraform on one layer; `environment` carries credentials and `TF_REATTACH_PROVIDERS` where there are any. */
export async function realLayer(
  options: Pick<LayerOptions, 'layer' | 'workspace'> & { environment?: Record<string, string>; root?: string },
) {
  const workdir = await openWorkdir(options.root ?? (await temporaryDirectory()));
  const log: string[] = [];
  const session = openLayer({
    settings: {
      binary: await findTerraform(process.env.PATH),
      environment: allowedEnvironment({ PATH: process.env.PATH }, options.environment ?? {}),
    },
    workdir,
    layer: options.layer,
    workspace: options.workspace,
    signal: new AbortController().signal,
    onLog: (line) => log.push(line.text),
    onEvent: () => {},
  });
  return { session, workdir, log };
}
