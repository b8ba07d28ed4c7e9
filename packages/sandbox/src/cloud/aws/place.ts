/** Names and places of AWS: regions, zones, ARNs, generated names. */
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { text } from '../attributes.ts';

/** A resource may name its own region (aws provider 6); else it is the provider's. */
export function regionOf(session: Session, input: TfObject): string {
  return text(input.region) || session.region;
}

export function partitionOf(region: string): { partition: string; dnsSuffix: string; reverseDns: string } {
  if (region.startsWith('cn-')) {
    return { partition: 'aws-cn', dnsSuffix: 'amazonaws.com.cn', reverseDns: 'cn.com.amazonaws' };
  }
  const partition = region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return { partition, dnsSuffix: 'amazonaws.com', reverseDns: 'com.amazonaws' };
}

/** `arn:aws:ec2:us-west-2:111122223333:vpc/vpc-…` */
export function arn(session: Session, input: TfObject, service: string, resource: string): string {
  const region = regionOf(session, input);
  return `arn:${partitionOf(region).partition}:${service}:${region}:${session.account}:${resource}`;
}

/** IAM's ARNs name no region. */
export function globalArn(session: Session, service: string, resource: string): string {
  return `arn:${partitionOf(session.region).partition}:${service}::${session.account}:${resource}`;
}

/** How many zones a region has that a new account can use. Source: AWS's regional infrastructure pages. */
const zoneCounts: Readonly<Record<string, number>> = {
  'us-east-1': 6,
  'us-west-2': 4,
  'us-west-1': 2,
  'ap-northeast-1': 3,
};

export function zonesOf(region: string): { name: string; id: string }[] {
  const count = zoneCounts[region] ?? 3;
  return Array.from({ length: count }, (_, index) => ({
    name: `${region}${String.fromCharCode(97 + index)}`,
    id: `${shortRegion(region)}-az${index + 1}`,
  }));
}

/** `us-west-2` → `usw2`, `ap-southeast-1` → `apse1`: the form in zone ids. */
function shortRegion(region: string): string {
  const [area = '', ...rest] = region.split('-');
  const number = rest.at(-1) ?? '';
  const direction = rest.slice(0, -1).join('-');
  const short = direction.replace('north', 'n').replace('south', 's').replace('east', 'e').replace('west', 'w');
  return `${area}${short.replace('central', 'c').replaceAll('-', '')}${number}`;
}

/** The name that Terraform gives when the configuration names only a prefix, or nothing. */
export function nameOrPrefixed(session: Session, input: TfObject, attribute = 'name'): string {
  const given = text(input[attribute]);
  if (given !== '') return given;
  const prefix = text(input[`${attribute}_prefix`]) || 'terraform-';
  const now = session.world.clock().toISOString().replace(/\D/g, '').slice(0, 17);
  return `${prefix}${now}${session.world.ids.hex(9)}`;
}

/** `vpc-0123456789abcdef0` */
export function longId(session: Session, prefix: string): string {
  return `${prefix}-0${session.world.ids.hex(16)}`;
}
