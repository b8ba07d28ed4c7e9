import type { AwsCredentials } from '../credentials/credentials.ts';
import type { AwsEndpoints } from '../endpoints.ts';

/**
 * The AWS part of a Terraform process's environment: what the S3 backend and the aws provider sign with. Nothing of the
 * parent's environment is in it, and the instance's own role is switched off, so that a process can be nobody else than
 * the role that was assumed for it.
 */
export function terraformEnvironment(
  credentials: AwsCredentials,
  region: string,
  endpoints: AwsEndpoints | undefined,
): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    // Files of the account that runs the worker must not override what is set here.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    ...(endpoints === undefined
      ? {}
      : {
          AWS_ENDPOINT_URL_S3: endpoints.s3,
          AWS_ENDPOINT_URL_STS: endpoints.sts,
          AWS_ENDPOINT_URL_IAM: endpoints.iam,
        }),
  };
}
