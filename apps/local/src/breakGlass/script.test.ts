import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { type BreakGlassFacts, breakGlassScript } from './script.ts';

const facts: BreakGlassFacts = {
  slug: 'fraud',
  region: 'eu-west-1',
  backend: { bucket: 'flowport-state', region: 'us-west-2', workspaceKeyPrefix: 'stacks/prod' },
  cloud: { kind: 'aws', roleArn: 'arn:aws:iam::111122223333:role/flowport-deployer', externalId: "it's $(me)" },
  source: 'the database',
};
const sandboxed: BreakGlassFacts = { ...facts, cloud: { kind: 'sandbox', file: '/tmp/a b/sandbox.json' } };

test.each([
  ['AWS', facts],
  ['the sandbox', sandboxed],
])('the commands for %s are bash', (_where, given) => {
  expect(() => execFileSync('bash', ['-n'], { input: breakGlassScript(given) })).not.toThrow();
});

test('on AWS the role of the target is assumed, and what is typed is a literal', () => {
  const script = breakGlassScript(facts);
  expect(script).toContain('aws sts assume-role --role-arn arn:aws:iam::111122223333:role/flowport-deployer');
  expect(script).toContain(`--external-id 'it'\\''s $(me)'`);
  expect(script).toContain(
    'aws s3 cp --only-show-errors --region us-west-2 s3://flowport-state/stacks/prod/fraud/foundation.configuration.json',
  );
  expect(script).not.toContain('REATTACH_PROVIDERS=');
});

test('in the sandbox its file says everything, and no command of AWS is needed', () => {
  const script = breakGlassScript(sandboxed);
  expect(script).toContain("export SANDBOX_FILE='/tmp/a b/sandbox.json'");
  expect(script).toContain('TF_REATTACH_PROVIDERS=');
  expect(script).not.toMatch(/^[^#]*\baws (s3|sts) /m);
});

test('every state is copied before anything is planned, and every plan is saved before it is applied', () => {
  const script = breakGlassScript(facts);
  const at = (text: string) => script.indexOf(text);
  expect(at('state pull')).toBeGreaterThan(at('init -input=false'));
  expect(at('state pull')).toBeLessThan(at('plan -input=false -out=tfplan'));
  for (const layer of ['foundation', 'cluster', 'services']) {
    expect(at(`-chdir=${layer} plan`)).toBeGreaterThan(0);
    expect(at(`-chdir=${layer} plan`)).toBeLessThan(at(`-chdir=${layer} apply -input=false tfplan`));
  }
  expect(script).not.toContain('-auto-approve');
});

test('nothing is unlocked by running the whole', () => {
  const lines = breakGlassScript(facts).split('\n');
  expect(lines.filter((line) => line.includes('force-unlock') && !line.startsWith('#'))).toEqual([]);
});
