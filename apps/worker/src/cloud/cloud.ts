import { type AwsEndpoints, type BaseCredentials, type HostRequest, requestHost } from '@flowport/aws';

/** How one kind of target is reached. Everything below the composition root works with this and asks no further. */
export type Cloud = {
  endpoints: AwsEndpoints | undefined;
  /** What this process signs `AssumeRole` with. */
  base: BaseCredentials;
  /** Further variables of the Terraform process. */
  terraform: Readonly<Record<string, string>>;
  /** Asks the hosts of a stack: the Kubernetes API, the load balancer, an identity provider. */
  request: HostRequest;
  /** How long what was just created may take there to answer as it should, before a check says that it does not. */
  settleSeconds: number;
};

/**
 * Pods pull images, load balancers find their targets healthy and DNS records spread within minutes. Somebody waits for
 * a verification that is going to fail, so it is not longer.
 */
const awsSettleSeconds = 300;

/** AWS itself: addresses from the region, credentials by the SDK's own search, providers from their registry. */
export const awsCloud: Cloud = {
  endpoints: undefined,
  base: undefined,
  terraform: {},
  request: requestHost,
  settleSeconds: awsSettleSeconds,
};
