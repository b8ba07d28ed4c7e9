import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../sandbox.ts';
import { openRoot, type TerraformConfig, type TerraformRoot } from './terraformRoot.ts';

/** A sandbox without latency for the tests of one file, and Terraform roots on it; both are empty again after each test. */
export type SandboxOfFile = {
  sandbox: RunningSandbox;
  /** The roots of the test that runs. */
  opened: TerraformRoot[];
  /** An initialized root that holds these resources. */
  rootWith(config: TerraformConfig): Promise<TerraformRoot>;
  applied(resource: TerraformConfig): Promise<TerraformRoot>;
};

/** To be awaited at the top of the file. */
export async function sandboxOfFile(): Promise<SandboxOfFile> {
  const dataDir = mkdtempSync(join(tmpdir(), 'flowport-sandbox-'));
  const sandbox = await startSandbox({ dataDir, latency: 'none' });
  const opened: TerraformRoot[] = [];
  afterAll(async () => {
    await sandbox.close();
    rmSync(dataDir, { recursive: true });
  });
  afterEach(() => {
    for (const root of opened.splice(0)) root.remove();
    sandbox.world.store.wipe();
    sandbox.world.faults.clear();
    sandbox.world.quotas.clear();
    sandbox.world.consistency.clear();
  });
  const rootWith = async (config: TerraformConfig) => {
    const root = openRoot(sandbox);
    opened.push(root);
    root.write({ provider: { aws: { region: 'us-west-2' } }, ...config });
    await root.init();
    return root;
  };
  return {
    sandbox,
    opened,
    rootWith,
    applied: async (resource) => {
      const root = await rootWith({ resource });
      await root.apply();
      return root;
    },
  };
}
