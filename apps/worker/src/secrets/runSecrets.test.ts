import { stateFileSchema } from '@flowport/aws';
import type { StackRecord, TargetRecord } from '@flowport/db';
import { AppError, presets } from '@flowport/domain';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { passwordsInUrl, processSecrets } from './runSecrets.ts';

const stack = {
  slug: 'churn-prediction',
  team: { slug: 'forecasting', name: 'Forecasting' },
  parameters: presets.small.parameters,
} as StackRecord;
const target = {
  name: 'playground',
  account: '111122223333',
  region: 'eu-west-1',
  deployerRoleArn: 'arn:aws:iam::111122223333:role/flowport-deployer',
  externalId: 'x-7f3a91c2',
  backend: { bucket: 'flowport-state', workspaceKeyPrefix: 'stacks-of-flowport' },
} as TargetRecord;

test('a run knows the credentials that its Terraform got, and the names of its stack for none', () => {
  const secrets = processSecrets(['the-secret-of-all']).open({ stack, target });
  secrets.learnEnvironment({
    AWS_ACCESS_KEY_ID: 'ASIAQWERTYUIOP12',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG',
    AWS_SESSION_TOKEN: 'FwoGZXIvYXdzE//tok==',
    AWS_REGION: 'eu-west-1',
    HTTPS_PROXY: 'http://worker:pr0xy-pass@proxy.test:3128',
    PATH: '/usr/local/bin:/usr/bin',
  });
  secrets.learn(['churn-prediction', 'forecasting', 'arn:aws:iam::111122223333:role/flowport-deployer']);
  const { mask } = secrets;
  expect(mask('ASIAQWERTYUIOP12 wJalrXUtnFEMI/K7MDENG FwoGZXIvYXdzE//tok==')).toBe('(hidden) (hidden) (hidden)');
  expect(mask('pr0xy-pass x-7f3a91c2 the-secret-of-all')).toBe('(hidden) (hidden) (hidden)');
  const open =
    'churn-prediction of forecasting in eu-west-1 by arn:aws:iam::111122223333:role/flowport-deployer /usr/bin';
  expect(mask(open)).toBe(open);
});

test('the hosts of a stack are no secrets, though they stand beside one', () => {
  const { parameters } = stack;
  const endpoint = { ...parameters.endpoint, mode: 'alb-oidc', domain: 'ml.example.org' } as const;
  const secrets = processSecrets().open({ stack: { ...stack, parameters: { ...parameters, endpoint } }, target });
  secrets.learn(['metadata.ml.example.org', 'key-of-programs']);
  expect(secrets.mask('metadata.ml.example.org wants key-of-programs')).toBe('metadata.ml.example.org wants (hidden)');
});

test('a state teaches its sensitive outputs, what it marks, and what is secret by its name', () => {
  const secrets = processSecrets().open({ stack, target });
  const state = (serial: number, result: string) =>
    stateFileSchema.parse({
      version: 4,
      serial,
      lineage: 'a',
      outputs: {
        url: { value: 'https://open.example.org' },
        key: { value: { k: 'output-key-1' }, sensitive: true },
        reference: { value: ['thing-12345'], sensitive: true },
        aws_subnet_a_id: { value: 'subnet-that-is-gone', sensitive: true },
      },
      resources: [
        {
          mode: 'managed',
          type: 'random_password',
          name: 'x',
          provider: 'provider["registry.terraform.io/hashicorp/random"]',
          instances: [{ attributes: { id: 'none', result, length: 40 } }],
        },
        {
          mode: 'managed',
          type: 'aws_thing',
          name: 'x',
          provider: 'provider["registry.terraform.io/hashicorp/aws"]',
          instances: [
            {
              attributes: { id: 'thing-12345', nested: [{ inner: 'marked-inner' }], master_password: 'named-secret' },
              sensitive_attributes: [
                [
                  { type: 'get_attr', value: 'nested' },
                  { type: 'index', value: { value: 0, type: 'number' } },
                  { type: 'get_attr', value: 'inner' },
                ],
                [{ type: 'get_attr', value: 'not_there' }],
              ],
            },
          ],
        },
      ],
    });
  secrets.learnState(state(1, 'made-password-1'));
  secrets.learnState(state(2, 'made-password-2'));
  secrets.learnState(undefined);
  expect(
    secrets.mask(
      'output-key-1 marked-inner named-secret made-password-1 made-password-2 thing-12345 subnet-that-is-gone',
    ),
  ).toBe('(hidden) (hidden) (hidden) (hidden) (hidden) thing-12345 subnet-that-is-gone');
});

test('the log of the process holds no secret of any run, wherever an error carries it', () => {
  const secrets = processSecrets();
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(secrets.mask(line)) });
  const run = secrets.open({ stack, target });
  run.learn(['pass"word\nof two lines']);
  const cause = Object.assign(new Error('refused pass"word\nof two lines'), {
    diagnostics: [{ detail: 'pass"word\nof two lines' }],
  });
  logger.error({ err: new AppError('terraform_failed', 'It failed.', { cause }), runId: 'run_1' }, 'the run failed');
  expect(lines.join('')).toContain('refused (hidden)');
  expect(lines.join('')).not.toMatch(/pass.{1,4}word/);
});

test('a password in a URL is found as it is written and as it is meant', () => {
  expect(passwordsInUrl('postgresql://u:p%40ssw0rd%2F1@db/x')).toEqual(['p%40ssw0rd%2F1', 'p@ssw0rd/1']);
  expect(passwordsInUrl('https://proxy.test:3128')).toEqual([]);
  expect(passwordsInUrl('someone@example.org')).toEqual([]);
});
