import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { layers, presetNames, presets, slugSchema } from '@flowport/domain';
import { countResources, synthesize } from '../src/index.ts';

/**
 * Writes the three layers of a stack as Terraform JSON, to look at or to plan by hand:
 * `npm run synth -- --preset standard --out DIR`. Without `--out` it prints them.
 */
const usage = `Usage: synth [--preset ${presetNames.join('|')}] [--slug NAME] [--out DIR]`;

function main(): number {
  const { values } = parseArgs({
    options: {
      preset: { type: 'string', default: 'standard' },
      slug: { type: 'string', default: 'demo' },
      out: { type: 'string' },
    },
  });
  const preset = presetNames.find((name) => name === values.preset);
  if (!preset) return refuse(`There is no preset ${values.preset}.`);
  const slug = slugSchema.safeParse(values.slug);
  if (!slug.success) return refuse(`${values.slug} cannot name a stack: ${slug.error.issues[0]?.message}`);
  const account = '111122223333';
  const region = 'us-west-2';
  const documents = synthesize({
    slug: slug.data,
    parameters: presets[preset].parameters,
    target: {
      account,
      region,
      deployerRoleArn: `arn:aws:iam::${account}:role/flowport-deployer`,
      backend: {
        bucket: `flowport-state-${account}-${region}`,
        region,
        workspaceKeyPrefix: 'stacks',
        usePathStyle: false,
      },
    },
    tags: { stackId: 'stk_example', team: 'example' },
  });
  if (values.out === undefined) {
    process.stdout.write(`${JSON.stringify(documents, null, 2)}\n`);
    return 0;
  }
  const counts = countResources(documents);
  for (const layer of layers) {
    const directory = join(values.out, layer);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'cdk.tf.json'), `${JSON.stringify(documents[layer], null, 2)}\n`);
    process.stdout.write(`${join(directory, 'cdk.tf.json')}: ${counts[layer]} resources\n`);
  }
  return 0;
}

function refuse(message: string): number {
  process.stderr.write(`${message}\n${usage}\n`);
  return 1;
}

process.exitCode = main();
