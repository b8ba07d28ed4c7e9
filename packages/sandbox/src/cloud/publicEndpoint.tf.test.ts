import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countObjects } from '../control/commands.ts';
import { publicEndpoint } from '../providers/testing/stack/publicEndpoint.ts';
import { openRoot, type TerraformRoot } from '../providers/testing/terraformRoot.ts';
import { type RunningSandbox, startSandbox } from '../sandbox.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'flowport-sandbox-'));
let sandbox: RunningSandbox;
let root: TerraformRoot;
let seeded: number;

beforeAll(async () => {
  sandbox = await startSandbox({ dataDir, latency: 'none' });
  seeded = countObjects(sandbox.world).total;
  root = openRoot(sandbox);
  root.write(publicEndpoint('portal'));
  await root.init();
  await root.apply();
});

afterAll(async () => {
  root.remove();
  await sandbox.close();
  rmSync(dataDir, { recursive: true });
});

it('applies a public endpoint with sign-in and then plans no change', async () => {
  expect((await root.plan()).changes).toEqual({});
  const state = await root.state();
  expect(state['aws_lb.main']).toMatchObject({
    arn: expect.stringMatching(
      /^arn:aws:elasticloadbalancing:us-west-2:111122223333:loadbalancer\/app\/portal\/[0-9a-f]{16}$/,
    ),
    dns_name: expect.stringMatching(/^portal-\d+\.us-west-2\.elb\.amazonaws\.com$/),
    arn_suffix: expect.stringMatching(/^app\/portal\//),
  });
  expect(state['aws_cognito_user_pool.main']?.id).toMatch(/^us-west-2_[A-Za-z0-9]{9}$/);
  expect(state['data.aws_ssm_parameter.ami']?.value).toMatch(/^ami-0[0-9a-f]{16}$/);
});

it('answers at its host as the load balancer would', async () => {
  const response = await fetch(`${sandbox.endpoint}/_world/https/portal.metaflow.example.com/flows`, {
    redirect: 'manual',
  });
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toMatch(
    /^https:\/\/portal-signin\.auth\.us-west-2\.amazoncognito\.com\/oauth2\/authorize\?/,
  );
});

it('destroys all of it', async () => {
  await root.destroy();
  expect(countObjects(sandbox.world).total).toBe(seeded);
});
