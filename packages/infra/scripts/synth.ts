import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  endpointModes,
  exampleOverrides,
  fieldIssues,
  layers,
  overlayParameters,
  presetNames,
  presets,
  slugSchema,
  stackParametersSchema,
} from '@flowport/domain';
import { countResources, synthesize } from '../src/index.ts';

/**
 * Writes the three layers of a stack as Terraform JSON, to look at or to plan by hand:
 * `npm run synth -- --preset standard --endpoint alb-oidc --teams a,b --out DIR`. Without `--out` it prints them.
 */
const usage = `Usage: npm run synth -- [--preset ${presetNames.join('|')}] [--endpoint ${endpointModes.join('|')}] [--teams a,b] [--slug NAME] [--out DIR]`;

function main(): number {
  const { values } = parseArgs({
    options: {
      preset: { type: 'string', default: 'standard' },
      endpoint: { type: 'string', default: 'port-forward' },
      teams: { type: 'string', default: '' },
      slug: { type: 'string', default: 'demo' },
      out: { type: 'string' },
    },
  });
  const preset = presetNames.find((name) => name === values.preset);
  if (!preset) return refuse(`There is no preset ${values.preset}.`);
  const endpoint = endpointModes.find((mode) => mode === values.endpoint);
  if (!endpoint) return refuse(`There is no endpoint mode ${values.endpoint}.`);
  const slug = slugSchema.safeParse(values.slug);
  if (!slug.success) return refuse(`${values.slug} cannot name a stack: ${slug.error.issues[0]?.message}`);
  const teams = values.teams.split(',').filter((team) => team !== '');
  const overrides = exampleOverrides({ slug: slug.data, endpoint, teams });
  const parameters = stackParametersSchema.safeParse(overlayParameters(presets[preset].parameters, overrides));
  if (!parameters.success) {
    const issues = fieldIssues(parameters.error).map(({ path, message, remedy }) => `${path}: ${message} ${remedy}`);
    return refuse(issues.join('\n'));
  }
  const documents = synthesize({
    slug: slug.data,
    parameters: parameters.data,
    target: exampleTarget,
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

const account = '111122223333';
const region = 'us-west-2';
const exampleTarget = {
  account,
  region,
  deployerRoleArn: `arn:aws:iam::${account}:role/flowport-deployer`,
  backend: {
    bucket: `flowport-state-${account}-${region}`,
    region,
    workspaceKeyPrefix: 'stacks',
    usePathStyle: false,
  },
};

function refuse(message: string): number {
  process.stderr.write(`${message}\n${usage}\n`);
  return 1;
}

process.exitCode = main();
