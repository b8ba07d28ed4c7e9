/** The AWS APIs that are asked, by short names of ours. */
const awsServices = [
  'sts',
  's3',
  'iam',
  'ec2',
  'rds',
  'eks',
  'acm',
  'route53',
  'secretsManager',
  'loadBalancing',
  'serviceQuotas',
  'tagging',
] as const;

/**
 * Where the AWS APIs answer. `undefined` in place of this means AWS itself, found by the SDK from the region; anything
 * else is a store or service that speaks AWS's protocols at another address.
 */
export type AwsEndpoints = Readonly<Record<(typeof awsServices)[number], string>>;

/** One address that answers for every API, told apart by the service name in the signature. */
export function endpointsAt(url: string): AwsEndpoints {
  return Object.fromEntries(awsServices.map((service) => [service, url])) as AwsEndpoints;
}
