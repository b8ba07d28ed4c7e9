// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import {
  destroyOrder,
  type Layer,
  layers,
  outputSchemas,
  type PresetName,
  presetNames,
  presets,
  type StackParameters,
} from '@flowport/domain';
import { expect, test } from 'vitest';
import { listAddresses } from './addresses.ts';
import type { SynthInput } from './input.ts';
import { synthesize } from './metaflowEks.ts';
import { strings } from './rules/stackView.ts';
import { exampleInput, publishedEndpoints } from './testing/inputs.ts';
import { sandboxTarget } from './testing/sandbox.ts';
import { realLayer, temporaryDirectory } from './testing/terraform.ts';

type Changes = { description?: string; parameters?: Partial<StackParameters> };

/** A stack of the preset in a sandbox of its own, and its layers under real Terraform. */
async function sandboxStack(preset: PresetName, changes: Changes) {
  const { target, environment } = await sandboxTarget();
  const root = await temporaryDirectory();
  const input: SynthInput = { ...exampleInput(preset, changes), target };
  const { endpoint } = input.parameters;
  // The account of a sandbox has the secret of an identity provider's client.
  if (endpoint.oidc) {
    const clientSecretArn = `arn:aws:secretsmanager:${target.region}:${target.account}:secret:flowport/oidc-client-SaNdBx`;
    input.parameters = { ...input.parameters, endpoint: { ...endpoint, oidc: { ...endpoint.oidc, clientSecretArn } } };
  }
  const open = async (layer: Layer, changed = input) => {
    const { session, workdir } = await realLayer({ layer, workspace: input.slug, environment, root });
    await workdir.writeLayer(layer, JSON.stringify(synthesize(changed)[layer]));
    await session.init();
    return session;
  };
  return { input, open };
}

type Stack = Awaited<ReturnType<typeof sandboxStack>>;

/** Plans and applies every layer: each address created and no other, and nothing left to change afterwards. */
async function provision({ input, open }: Stack): Promise<void> {
  const documents = synthesize(input);
  for (const layer of layers) {
    const session = await open(layer);
    const planned = await session.plan({ mode: 'apply' });
    // What the addresses promise to an approver is what Terraform would do: each of them created, and no other.
    expect(planned.plan.changes.map(({ address, action }) => `${action} ${address}`).sort()).toEqual(
      listAddresses(documents[layer])
        .map(({ address }) => `create ${address}`)
        .sort(),
    );
    if (layer === 'services' && input.description !== undefined) {
      expect(strings(planned.plan.changes)).toContain(input.description);
    }
    const { outputs } = await session.apply(planned);
    // Terraform keeps no root output whose value is null.
    expect(outputSchemas[layer].parse(layer === 'cluster' ? { endpoint: null, ...outputs } : outputs)).toBeDefined();
    expect(await session.plan({ mode: 'apply' })).toMatchObject({ changed: false });
  }
}

async function destroy({ input, open }: Stack): Promise<void> {
  for (const layer of destroyOrder) {
    if (layer === 'foundation' && input.parameters.database.deletionProtection) {
      const protectedYet = await open(layer);
      const plan = await protectedYet.plan({ mode: 'destroy' });
      await expect(protectedYet.apply(plan)).rejects.toThrow(/disable deletion protection/);
      const database = { ...input.parameters.database, deletionProtection: false };
      const released = await open(layer, { ...input, parameters: { ...input.parameters, database } });
      await released.apply(await released.plan({ mode: 'apply' }));
    }
    const session = await open(layer);
    await session.apply(await session.plan({ mode: 'destroy' }));
    expect(await session.stateResources()).toEqual([]);
  }
}

test.each(presetNames)('%s lives: planned, applied, unchanged, destroyed', async (preset) => {
  const stack = await sandboxStack(preset, { description: '${file("/etc/passwd")} %{if true}' });
  await provision(stack);
  await destroy(stack);
});

const published: [string, PresetName, Partial<StackParameters>][] = [
  ['alb-oidc with a key', 'standard', { endpoint: publishedEndpoints['alb-oidc'] }],
  ['alb-cognito with tokens', 'standard', { endpoint: publishedEndpoints['alb-cognito'] }],
  [
    'alb-cognito with a key, Argo 4.0 and Pod Identity',
    'large',
    {
      endpoint: { ...publishedEndpoints['alb-cognito'], machineAuth: 'key' },
      services: { ...presets.large.parameters.services, argoVersion: '4.0' },
      cluster: { ...presets.large.parameters.cluster, controllerIdentity: 'pod-identity' },
    },
  ],
];

test.each(published)('a stack behind %s lives, with teams', async (_title, preset, parameters) => {
  const stack = await sandboxStack(preset, { parameters: { ...parameters, teams: ['alpha', 'beta'] } });
  await provision(stack);
  await destroy(stack);
});

test('a change of nearly every parameter at once replaces a node group and nothing else', async () => {
  const { input, open } = await sandboxStack('small', { description: 'before' });
  for (const layer of layers) {
    const session = await open(layer);
    await session.apply(await session.plan({ mode: 'apply' }));
  }
  const changed: SynthInput = {
    ...input,
    description: 'after',
    parameters: {
      ...presets.gpu.parameters,
      network: {
        ...input.parameters.network,
        zones: 3,
        nat: 'per-zone',
        publicAccessCidrs: ['203.0.113.0/24'],
      },
      tags: { cost: '42' },
    },
  };
  for (const layer of layers) {
    const session = await open(layer, changed);
    const planned = await session.plan({ mode: 'apply' });
    const lost = planned.plan.changes.filter(({ action }) => action === 'replace' || action === 'delete');
    // Subnets of a node group are fixed: a third zone is a new group, made before the old one goes.
    expect(lost.map(({ address }) => address)).toEqual(layer === 'cluster' ? ['aws_eks_node_group.system'] : []);
    await session.apply(planned);
    expect(await session.plan({ mode: 'apply' })).toMatchObject({ changed: false });
  }
});
