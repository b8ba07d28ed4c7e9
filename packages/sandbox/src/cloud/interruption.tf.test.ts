import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRoot, type TerraformRoot } from '../providers/testing/terraformRoot.ts';
import { type RunningSandbox, startSandbox } from '../sandbox.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'flowport-sandbox-'));
const config = {
  provider: { aws: { region: 'us-west-2' } },
  resource: { aws_vpc: { main: { cidr_block: '10.0.0.0/16' } } },
};
let sandbox: RunningSandbox;
let root: TerraformRoot;

beforeAll(async () => {
  sandbox = await startSandbox({ dataDir, latency: 'none' });
  // Longer than any test: only an interruption ends the wait.
  sandbox.world.latency.setExtra('aws_vpc', 600_000);
  root = openRoot(sandbox);
  root.write(config);
  await root.init();
});

afterAll(async () => {
  root.remove();
  await sandbox.close();
  rmSync(dataDir, { recursive: true });
});

/** Resolves when the sandbox has made the VPC that Terraform still waits for. */
async function vpcMade(): Promise<void> {
  const put = sandbox.world.store.put;
  await new Promise<void>((resolve) => {
    sandbox.world.store.put = (object) => {
      put(object);
      if (object.type === 'aws_vpc') resolve();
    };
  });
  sandbox.world.store.put = put;
}

it('ends the waiting when Terraform is interrupted, and the state has the object as tainted', async () => {
  const made = vpcMade();
  const { child, ended } = root.start('apply', '-auto-approve', '-no-color');
  await made;
  child.kill('SIGINT');
  const result = await ended;
  expect(result.status).toBe(1);
  expect(result.stderr).toContain('while creating: context canceled');
  sandbox.world.latency.setExtra('aws_vpc', 0);
  expect((await root.plan()).changes).toEqual({ 'aws_vpc.main': ['delete', 'create'] });
  await root.destroy();
});

it('keeps what it made when Terraform is killed, for an import to adopt', async () => {
  sandbox.world.latency.setExtra('aws_vpc', 600_000);
  const made = vpcMade();
  const { child, ended } = root.start('apply', '-auto-approve', '-no-color', '-lock=false');
  await made;
  child.kill('SIGKILL');
  await ended;
  sandbox.world.latency.setExtra('aws_vpc', 0);
  const [orphan] = sandbox.world.store.list({ type: 'aws_vpc' });
  expect(await root.state()).toEqual({});
  root.write({ ...config, import: [{ to: 'aws_vpc.main', id: orphan?.id }] });
  expect((await root.plan()).changes).toEqual({});
  await root.apply();
  expect((await root.state())['aws_vpc.main']?.id).toBe(orphan?.id);
  await root.destroy();
});
