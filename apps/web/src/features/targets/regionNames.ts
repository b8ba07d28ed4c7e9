import type { regions } from '@flowport/domain';

type Region = (typeof regions)[number];

/** As AWS's console calls them: people know "Frankfurt" better than `eu-central-1`. */
export const regionNames: Record<Region, string> = {
  'us-east-1': 'N. Virginia',
  'us-east-2': 'Ohio',
  'us-west-2': 'Oregon',
  'ca-central-1': 'Canada',
  'eu-west-1': 'Ireland',
  'eu-west-2': 'London',
  'eu-central-1': 'Frankfurt',
  'eu-north-1': 'Stockholm',
  'ap-south-1': 'Mumbai',
  'ap-southeast-1': 'Singapore',
  'ap-southeast-2': 'Sydney',
  'ap-northeast-1': 'Tokyo',
  'sa-east-1': 'São Paulo',
};

/** "Frankfurt"; undefined for a region that the table does not name. */
export function regionName(region: string): string | undefined {
  return Object.hasOwn(regionNames, region) ? regionNames[region as Region] : undefined;
}
