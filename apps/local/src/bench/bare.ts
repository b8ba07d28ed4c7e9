import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Layer } from '@flowport/domain';
import { layers } from '@flowport/domain';

export type BareRun = {
  dir: string;
  slug: string;
  documents: Record<Layer, Record<string, unknown>>;
  terraform: string;
  environment: Record<string, string>;
};

/**
 * What somebody without Flowport would run: `terraform init && plan && apply` for each layer, one after the other.
 * @returns seconds from the first command to the end of the last.
 */
export async function runBare({ dir, slug, documents, terraform, environment }: BareRun): Promise<number> {
  for (const layer of layers) {
    await mkdir(join(dir, layer), { recursive: true });
    await writeFile(join(dir, layer, 'cdk.tf.json'), JSON.stringify(documents[layer], null, 2));
  }
  const env = { ...environment, TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' };
  const started = performance.now();
  for (const layer of layers) {
    for (const args of [['init'], ['plan', '-out=tfplan'], ['apply', 'tfplan']]) {
      // `init` refuses a workspace that does not exist yet; `plan` makes it.
      const workspace = args[0] === 'init' ? 'default' : slug;
      await terraformCommand(terraform, args, join(dir, layer), { ...env, TF_WORKSPACE: workspace });
    }
  }
  return (performance.now() - started) / 1000;
}

function terraformCommand(terraform: string, args: string[], cwd: string, env: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(terraform, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString();
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`terraform ${args.join(' ')} in ${cwd} ended with ${code}: ${said}`)),
    );
  });
}
