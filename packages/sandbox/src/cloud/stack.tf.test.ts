import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countObjects } from '../control/commands.ts';
import { cluster } from '../providers/testing/stack/cluster.ts';
import { foundation } from '../providers/testing/stack/foundation.ts';
import { importIdOf } from '../providers/testing/stack/importIds.ts';
import { services } from '../providers/testing/stack/services.ts';
import { openRoot, type TerraformConfig, type TerraformRoot } from '../providers/testing/terraformRoot.ts';
import { type RunningSandbox, startSandbox } from '../sandbox.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'flowport-sandbox-'));
const layers: { name: string; root: TerraformRoot; config: TerraformConfig }[] = [];
let sandbox: RunningSandbox;
let seeded: number;

async function applied(name: string, config: TerraformConfig): Promise<TerraformRoot> {
  const root = openRoot(sandbox);
  layers.push({ name, root, config });
  root.write(config);
  await root.init();
  await root.apply();
  return root;
}

beforeAll(async () => {
  sandbox = await startSandbox({ dataDir, latency: 'none' });
  seeded = countObjects(sandbox.world).total;
  const base = await applied('foundation', foundation('demo'));
  const state = await base.state();
  const subnets = ['private0', 'private1'].map((subnet) => String(state[`aws_subnet.${subnet}`]?.id));
  await applied('cluster', cluster('demo', subnets));
  await applied('services', services('demo'));
});

afterAll(async () => {
  for (const { root } of layers) root.remove();
  await sandbox.close();
  rmSync(dataDir, { recursive: true });
});

describe('a stack with every type that the layers use', () => {
  it.each(['foundation', 'cluster', 'services'])('plans no change after the apply of %s', async (name) => {
    const layer = layers.find((candidate) => candidate.name === name);
    expect((await layer?.root.plan())?.changes).toEqual({});
  });

  it.each(['foundation', 'cluster', 'services'])('adopts each object of %s by import blocks', async (name) => {
    const layer = layers.find((candidate) => candidate.name === name);
    if (layer === undefined) throw new Error(`no layer ${name}`);
    const state = Object.entries(await layer.root.state()).filter(([address]) => !address.startsWith('data.'));
    const blocks = state.map(([address, values]) => ({
      to: address,
      id: importIdOf(address.split('.')[0] ?? '', values),
    }));
    const again = openRoot(sandbox);
    again.write({ ...layer.config, import: blocks.filter(({ id }) => id !== undefined) });
    await again.init();
    const plan = await again.plan();
    again.remove();
    const remade = Object.entries(plan.changes).filter(([, actions]) => !['update', 'read'].includes(actions.join()));
    expect(remade).toEqual([]);
  });

  it('gives ids, ARNs and endpoints the forms of AWS', async () => {
    const base = (await layers[0]?.root.state()) ?? {};
    const eks = (await layers[1]?.root.state()) ?? {};
    expect(base['aws_vpc.main']).toMatchObject({
      id: expect.stringMatching(/^vpc-0[0-9a-f]{16}$/),
      arn: expect.stringMatching(/^arn:aws:ec2:us-west-2:111122223333:vpc\/vpc-/),
      default_security_group_id: expect.stringMatching(/^sg-/),
      tags_all: { Name: 'demo', 'metaflow:stack': 'demo' },
    });
    expect(base['aws_db_instance.main']).toMatchObject({
      endpoint: expect.stringMatching(/^demo\.c[a-z0-9]{11}\.us-west-2\.rds\.amazonaws\.com:5432$/),
      resource_id: expect.stringMatching(/^db-[A-Z2-7]{26}$/),
    });
    expect(base['aws_secretsmanager_secret.db']?.arn).toMatch(/:secret:demo\/db-[A-Za-z0-9]{6}$/);
    expect(eks['aws_eks_cluster.main']).toMatchObject({
      endpoint: expect.stringMatching(/^https:\/\/[0-9A-F]{32}\.gr7\.us-west-2\.eks\.amazonaws\.com$/),
      identity: [
        {
          oidc: [
            { issuer: expect.stringMatching(/^https:\/\/oidc\.eks\.us-west-2\.amazonaws\.com\/id\/[0-9A-F]{32}$/) },
          ],
        },
      ],
      vpc_config: [{ vpc_id: base['aws_vpc.main']?.id, cluster_security_group_id: expect.stringMatching(/^sg-/) }],
    });
    expect(eks['aws_iam_role.node']?.arn).toBe('arn:aws:iam::111122223333:role/demo-node');
  });

  it('is gone without a trace but the final snapshot after destroys in reverse order', async () => {
    for (const { root } of layers.toReversed()) await root.destroy();
    expect(countObjects(sandbox.world)).toMatchObject({ total: seeded, retained: { aws_db_snapshot: 1 } });
  });
});
