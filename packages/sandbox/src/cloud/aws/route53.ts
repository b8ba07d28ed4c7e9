/** Route 53: records in the account's hosted zones, and looking a zone up. */
import { AwsError } from '../../http/awsError.ts';
import type { DataSourceBehaviour, ResourceBehaviour } from '../../providers/behaviour.ts';
import { ProviderError } from '../../providers/problems.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import type { CloudObject } from '../../store/objects.ts';
import { plainHost } from '../../world/names.ts';
import { stored, text } from '../attributes.ts';
import { awsResource, findGlobal } from './rules.ts';

const record: ResourceBehaviour = {
  type: 'aws_route53_record',
  api: {
    service: 'Route 53',
    noun: 'Route53 Record',
    create: 'ChangeResourceRecordSets',
    update: 'ChangeResourceRecordSets',
    delete: 'ChangeResourceRecordSets',
  },
  place: 'global',
  forceNew: ['zone_id', 'name', 'type', 'set_identifier'],
  stateOnly: ['allow_overwrite'],
  constraints: {
    name: { max: 1024 },
    type: {
      oneOf: ['A', 'AAAA', 'CAA', 'CNAME', 'HTTPS', 'MX', 'NAPTR', 'NS', 'PTR', 'SOA', 'SPF', 'SRV', 'SVCB', 'TXT'],
    },
  },
  id: (input) =>
    [text(input.zone_id), text(input.name).toLowerCase(), text(input.type), text(input.set_identifier)]
      .filter((part) => part !== '')
      .join('_'),
  taken: (_id, input) =>
    input.allow_overwrite === true
      ? undefined
      : new AwsError(
          'InvalidChangeBatch',
          400,
          `[Tried to create resource record set [name='${text(input.name)}', type='${text(input.type)}'] but it already exists]`,
        ),
  create: (session, input) => {
    const id = text(input.zone_id);
    const zone = findGlobal(session, 'aws_route53_zone', id);
    if (zone === undefined) throw new AwsError('NoSuchHostedZone', 404, `No hosted zone found with ID: ${id}`);
    return { fqdn: fullName(text(input.name), zone), allow_overwrite: false };
  },
};

/** A name outside of the zone is taken as one below it, as the provider does. */
function fullName(name: string, zone: CloudObject): string {
  const given = plainHost(name);
  const suffix = plainHost(text(stored(zone).name));
  if (given === '' || given === suffix) return suffix;
  return given.endsWith(`.${suffix}`) ? given : `${given}.${suffix}`;
}

export const route53Resources = [record].map(awsResource);

export const route53Zone: DataSourceBehaviour = {
  type: 'aws_route53_zone',
  read: (session, config) => {
    const found = findZone(session, config);
    if (found === undefined) {
      throw new ProviderError('no matching Route 53 Hosted Zone found', 'The account has no such zone.');
    }
    return {
      id: found.id,
      zone_id: found.id,
      name: text(stored(found).name),
      arn: `arn:aws:route53:::hostedzone/${found.id}`,
      caller_reference: 'sandbox',
      comment: '',
      linked_service_description: '',
      linked_service_principal: '',
      name_servers: [0, 1, 2, 3].map((index) => `ns-${index * 512 + 7}.awsdns-0${index}.com`),
      primary_name_server: 'ns-7.awsdns-00.com',
      resource_record_set_count: 2,
      tags: {},
    };
  },
};

function findZone(session: Session, config: TfObject): CloudObject | undefined {
  const id = text(config.zone_id);
  if (id !== '') return findGlobal(session, 'aws_route53_zone', id);
  const name = plainHost(text(config.name));
  return session.world.store
    .list({ account: session.account, scope: 'global', type: 'aws_route53_zone' })
    .find((zone) => stored(zone).name === name);
}
