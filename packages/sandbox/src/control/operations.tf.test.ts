import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRoot } from '../providers/testing/terraformRoot.ts';
import { type RunningSandbox, startSandbox } from '../sandbox.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'flowport-sandbox-'));
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ dataDir, latency: 'none' });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(dataDir, { recursive: true });
});

test('what is made twice for one wish is told apart from what is wished for twice', async () => {
  sandbox.world.operations.record(true);
  const provider = { aws: { region: 'us-west-2', default_tags: { tags: { 'flowport:stack': 'fraud' } } } };
  const vpc = (cidr_block: string) => ({ provider, resource: { aws_vpc: { main: { cidr_block } } } });
  const roots = [openRoot(sandbox), openRoot(sandbox), openRoot(sandbox)];
  const cidrs = ['10.0.0.0/16', '10.0.0.0/16', '10.1.0.0/16'];
  for (const [index, root] of roots.entries()) {
    root.write(vpc(cidrs[index] ?? ''));
    await root.init();
    await root.apply();
  }
  const [first, second, third] = sandbox.world.operations.list(0);
  expect(first).toMatchObject({ operation: 'create', type: 'aws_vpc', tags: { 'flowport:stack': 'fraud' } });
  expect(first?.id).toBe(first?.terraformId);
  expect(second?.wish).toBe(first?.wish);
  expect(third?.wish).not.toBe(first?.wish);
  await roots[0]?.destroy();
  expect(sandbox.world.operations.list(3)).toMatchObject([{ operation: 'delete', id: first?.id }]);
  sandbox.world.operations.record(false);
  await roots[1]?.destroy();
  expect(sandbox.world.operations.list(4)).toEqual([]);
  for (const root of roots) root.remove();
});
