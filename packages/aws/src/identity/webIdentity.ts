import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AppError } from '@flowport/domain';
import { type AwsCredentials, clientConfiguration } from '../credentials/credentials.ts';
import { awsFailure } from '../credentials/refusal.ts';
import { sessionName } from '../credentials/stsText.ts';
import type { AwsEndpoints } from '../endpoints.ts';

export type WebIdentity =
  | { admitted: true; credentials: AwsCredentials }
  /** `answer` is how STS said no. */
  | { admitted: false; answer: string };

export type WebIdentityInput = {
  roleArn: string;
  /** A token of the cluster's issuer for the audience sts.amazonaws.com. */
  token: string;
  sessionName: string;
  region: string;
  endpoints: AwsEndpoints | undefined;
};

/** The shortest session that STS gives. */
const sessionSeconds = 900;

/**
 * By which STS judges who holds the token: no to this role, or no to the token itself. The trust policy, the issuer or
 * the audience is not as it should be.
 */
const refusals = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'InvalidIdentityToken',
  'InvalidIdentityTokenException',
]);

/**
 * Becomes a role as a pod does, by nothing but the token of its service account. A refusal is an answer and no error,
 * since that others are refused is part of the proof.
 * @throws AppError `unavailable` when STS could not judge.
 */
export async function assumeRoleWithWebIdentity(input: WebIdentityInput): Promise<WebIdentity> {
  const { roleArn, token, region, endpoints } = input;
  // Unsigned: the token is all there is, as in a pod.
  const client = new STSClient(clientConfiguration({ region, endpoints, credentials: undefined }, 'sts'));
  const doing = `becoming ${roleArn} by the token of a service account`;
  try {
    const { Credentials } = await client.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName(input.sessionName),
        WebIdentityToken: token,
        DurationSeconds: sessionSeconds,
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
      throw new AppError('unavailable', `While ${doing}: STS answered without credentials.`);
    }
    return {
      admitted: true,
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiresAt: Expiration,
      },
    };
  } catch (error) {
    if (error instanceof Error && refusals.has(error.name)) {
      return { admitted: false, answer: `${error.name}: ${error.message}` };
    }
    throw awsFailure(error, doing, 'Check the OIDC provider of the cluster in IAM.');
  } finally {
    client.destroy();
  }
}
