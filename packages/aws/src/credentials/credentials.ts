import type { AwsEndpoints } from '../endpoints.ts';

/** A key pair; with `sessionToken` and `expiresAt` where STS gave it. */
export type AwsCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiresAt?: Date;
};

/**
 * What the process itself signs with. `undefined` means the SDK's own search: environment, profile, web identity,
 * container or instance role.
 */
export type BaseCredentials = AwsCredentials | undefined;

/** Whom to ask, and as whom. Everything that talks to AWS takes this. */
export type AwsCaller = {
  region: string;
  endpoints: AwsEndpoints | undefined;
  credentials: BaseCredentials | (() => Promise<AwsCredentials>);
};

/**
 * The part of a client's configuration that all of them share. Two retries on top of the first try: a run waits for
 * these calls, and a person waits for a check.
 */
export function clientConfiguration(caller: AwsCaller, service: keyof AwsEndpoints) {
  const { credentials, endpoints } = caller;
  const endpoint = endpoints?.[service];
  return {
    region: caller.region,
    maxAttempts: 3,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined
      ? {}
      : {
          credentials:
            typeof credentials === 'function' ? async () => identity(await credentials()) : identity(credentials),
        }),
  };
}

function identity(credentials: AwsCredentials) {
  const { expiresAt, ...pair } = credentials;
  return expiresAt === undefined ? pair : { ...pair, expiration: expiresAt };
}
