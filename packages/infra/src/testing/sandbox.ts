import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type RunningSandbox, startSandbox } from '@flowport/sandbox';
import { onTestFinished } from 'vitest';
import type { SynthTarget } from '../input.ts';
import { temporaryDirectory } from './terraform.ts';

/** A sandbox that lives as long as the test, as a target, and the environment in which Terraform works on it. */
export async function sandboxTarget(): Promise<{ target: SynthTarget; environment: Record<string, string> }> {
  const sandbox = await startSandbox({ dataDir: await temporaryDirectory(), latency: 'none' });
  onTestFinished(() => sandbox.close());
  return {
    target: {
      account: sandbox.account,
      region: sandbox.region,
      deployerRoleArn: sandbox.deployerRoleArn,
      backend: {
        bucket: sandbox.stateBucket,
        region: sandbox.region,
        workspaceKeyPrefix: 'stacks',
        usePathStyle: true,
      },
    },
    environment: {
      ...(await deployerCredentials(sandbox)),
      AWS_REGION: sandbox.region,
      AWS_ENDPOINT_URL: sandbox.endpoint,
      TF_REATTACH_PROVIDERS: JSON.stringify(sandbox.reattach),
    },
  };
}

/** Terraform runs as the deployer role, as it does on AWS. */
async function deployerCredentials(sandbox: RunningSandbox): Promise<Record<string, string>> {
  const sts = new STSClient({
    endpoint: sandbox.endpoint,
    region: sandbox.region,
    credentials: { accessKeyId: sandbox.accessKeyId, secretAccessKey: sandbox.secretAccessKey },
  });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: sandbox.deployerRoleArn,
      ExternalId: sandbox.externalId,
      RoleSessionName: 'infra-test',
    }),
  );
  return {
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? '',
    AWS_SESSION_TOKEN: Credentials?.SessionToken ?? '',
  };
}
