import type { AwsEndpoints, BaseCredentials } from '@flowport/aws';

/** How one kind of target is reached. Everything below the composition root works with this and asks no further. */
export type Cloud = {
  endpoints: AwsEndpoints | undefined;
  /** What this process signs `AssumeRole` with. */
  base: BaseCredentials;
  /** Further variables of the Terraform process. */
  terraform: Readonly<Record<string, string>>;
};

/** AWS itself: addresses from the region, credentials by the SDK's own search, providers from their registry. */
export const awsCloud: Cloud = { endpoints: undefined, base: undefined, terraform: {} };
