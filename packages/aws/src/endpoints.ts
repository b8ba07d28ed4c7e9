/**
 * Where the AWS APIs answer. `undefined` in place of this means AWS itself, found by the SDK from the region; anything
 * else is a store or service that speaks AWS's protocols at another address.
 */
export type AwsEndpoints = { readonly sts: string; readonly s3: string; readonly iam: string };

/** One address that answers for every API, told apart by the service name in the signature. */
export function endpointsAt(url: string): AwsEndpoints {
  return { sts: url, s3: url, iam: url };
}
