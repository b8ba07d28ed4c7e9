import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { renderConnectionPack } from './pack.ts';
import { open, outputs, withTokens } from './testing/examples.ts';

const lines = [outputs, open(), withTokens].flatMap((stack) =>
  renderConnectionPack('fraud', stack).workspaces.flatMap(({ guides }) => guides.flatMap((guide) => guide.lines)),
);
const texts = [...new Set(lines.map(({ text }) => text))];

/**
 * Each command as its own documentation has it: pip, the AWS CLI (update-kubeconfig, get-secret-value), kubectl
 * (port-forward, run, get, auth can-i), curl with the client credentials of RFC 6749, and Metaflow's own commands.
 */
const documented: readonly RegExp[] = [
  /^pip install metaflow boto3 kubernetes$/,
  /^aws eks update-kubeconfig --region [a-z0-9-]+ --name [\w-]+ --alias [\w-]+$/,
  /^aws secretsmanager get-secret-value --region [a-z0-9-]+ --secret-id arn:\S+ --query SecretString --output text$/,
  /^curl -sf -u "\w+:\$\(aws secretsmanager get-secret-value [^)]+\)" -d grant_type=client_credentials -d scope=\S+ https:\S+ \| jq -r \.access_token$/,
  /^kubectl --context \S+ -n \S+ port-forward svc\/[a-z0-9-]+ \d+:\d+$/,
  /^kubectl --context \S+ -n \S+ get pods,workflows\.argoproj\.io$/,
  /^kubectl --context \S+ -n \S+ run [a-z-]+ --rm -i --restart=Never --image=\S+:[\d.]+ --overrides='\{.+\}' -- sts get-caller-identity$/,
  /^kubectl --context \S+ -n \S+ auth can-i --list$/,
  /^metaflow configure import config_[\w-]+\.json --profile [\w-]+$/,
  /^export METAFLOW_[A-Z0-9_]+=\S.*$/,
  /^python flow\.py (run --with kubernetes|argo-workflows create)$/,
];

describe('what people copy', () => {
  test.each(texts)('%s', (text) => {
    expect(documented.filter((form) => form.test(text))).toHaveLength(1);
    // A shell takes it as one line: quotes closed, nothing left open.
    expect(() => execFileSync('sh', ['-n', '-c', text])).not.toThrow();
  });

  test('uses every form, so that none is kept for nothing', () => {
    expect(documented.filter((form) => !texts.some((text) => form.test(text)))).toEqual([]);
  });

  test('sets in a shell exactly what the configuration says', () => {
    for (const stack of [outputs, open(), withTokens]) {
      for (const { guides, metaflowConfig } of renderConnectionPack('fraud', stack).workspaces) {
        const exports = guides.find(({ id }) => id === 'ci')?.lines.filter(({ text }) => text.startsWith('export '));
        const script = [...(exports ?? []).map(({ text }) => text), 'env'].join('\n');
        const printed = execFileSync('sh', ['-c', script], { encoding: 'utf8', env: {} }).split('\n');
        const set = printed
          .filter((line) => line.startsWith('METAFLOW_'))
          .map((line) => line.split(/=(.*)/s).slice(0, 2));
        expect(Object.fromEntries(set)).toEqual(metaflowConfig);
      }
    }
  });
});
