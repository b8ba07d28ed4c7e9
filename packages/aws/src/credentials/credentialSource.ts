import type { AwsCredentials } from './credentials.ts';

/**
 * One role's session, renewed before it ends. A run takes its credentials from here at the start of each Terraform
 * process, so that a run may be longer than a session; what one process needs must fit into `secondsLeftMin`.
 */
export type CredentialSource = {
  /** Credentials that are good for at least so long. Calls at the same time share one request to STS. */
  get(secondsLeftMin: number): Promise<AwsCredentials>;
};

export function credentialSource(ports: { assume: () => Promise<AwsCredentials>; now: () => Date }): CredentialSource {
  let current: AwsCredentials | undefined;
  let pending: Promise<AwsCredentials> | undefined;
  return {
    async get(secondsLeftMin) {
      if (current && secondsLeft(current, ports.now()) >= secondsLeftMin) return current;
      pending ??= ports.assume().finally(() => {
        pending = undefined;
      });
      current = await pending;
      return current;
    },
  };
}

function secondsLeft(credentials: AwsCredentials, now: Date): number {
  if (!credentials.expiresAt) return Number.POSITIVE_INFINITY;
  return (credentials.expiresAt.getTime() - now.getTime()) / 1000;
}
