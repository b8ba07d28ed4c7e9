import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import type { Construct } from 'constructs';
import type { StackContext } from '../synth/context.ts';

/**
 * The AWS provider of a layer. It holds no credentials: they come from the environment of the Terraform process, and a
 * process with those of another account stops before it touches anything.
 */
export function awsProvider(scope: Construct, context: StackContext): AwsProvider {
  return new AwsProvider(scope, 'aws', {
    region: context.target.region,
    allowedAccountIds: [context.target.account],
    defaultTags: [{ tags: context.tags }],
  });
}
