import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { AppError } from '@flowport/domain';
import type { AwsEndpoints } from '../endpoints.ts';
import { type AwsCredentials, type BaseCredentials, clientConfiguration } from './credentials.ts';
import { awsFailure } from './refusal.ts';
import { sessionName, sessionTags } from './stsText.ts';

/**
 * The longest session that AWS gives where one role assumes another (role chaining), which is the case on every machine
 * that has a role of its own. A longer one needs `MaxSessionDuration` on the role and a user as the caller.
 */
export const chainedSessionSecondsMax = 3600;

export type AssumeRoleInput = {
  roleArn: string;
  /** As the trust policy demands it: the guard against a confused deputy. */
  externalId: string;
  region: string;
  /** Names the session in CloudTrail; see `sessionName` for what becomes of characters that STS refuses. */
  sessionName: string;
  /** Session tags, for conditions in policies and for CloudTrail. The trust policy has to allow `sts:TagSession`. */
  tags: Readonly<Record<string, string>>;
  durationSeconds?: number;
  base: BaseCredentials;
  endpoints: AwsEndpoints | undefined;
  signal?: AbortSignal;
};

/**
 * Short-lived credentials of a role.
 * @throws AppError `credentials_refused` saying what to check, `unavailable` when STS does not answer, `canceled`.
 */
export async function assumeRole(input: AssumeRoleInput): Promise<AwsCredentials> {
  const { region, endpoints, base } = input;
  const client = new STSClient(clientConfiguration({ region, endpoints, credentials: base }, 'sts'));
  const doing = `assuming the role ${input.roleArn}`;
  try {
    const answer = await client.send(
      new AssumeRoleCommand({
        RoleArn: input.roleArn,
        RoleSessionName: sessionName(input.sessionName),
        ExternalId: input.externalId,
        DurationSeconds: input.durationSeconds ?? chainedSessionSecondsMax,
        Tags: sessionTags(input.tags),
      }),
      input.signal ? { abortSignal: input.signal } : {},
    );
    return parseCredentials(answer.Credentials, doing);
  } catch (error) {
    throw awsFailure(
      error,
      doing,
      'Check that the role exists, that its trust policy names the caller with sts:AssumeRole and sts:TagSession, and that the external id is the one the policy demands.',
    );
  } finally {
    client.destroy();
  }
}

type StsCredentials = {
  AccessKeyId?: string | undefined;
  SecretAccessKey?: string | undefined;
  SessionToken?: string | undefined;
  Expiration?: Date | undefined;
};

function parseCredentials(answer: StsCredentials | undefined, doing: string): AwsCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
    throw new AppError('unavailable', `While ${doing}: STS answered without credentials.`);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiresAt: Expiration,
  };
}
