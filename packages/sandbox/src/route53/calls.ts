/** Route 53's reading calls over rest-xml, answered from what the aws provider stored. */
import { stored, text as textOf } from '../cloud/attributes.ts';
import type { AwsCall } from '../http/awsCall.ts';
import { AwsError } from '../http/awsError.ts';
import { element, text, xmlDocument } from '../http/xml.ts';
import type { CloudObject } from '../store/objects.ts';

export const ROUTE53_NAMESPACE = 'https://route53.amazonaws.com/doc/2013-04-01/';

/** @returns the XML document @throws AwsError in Route 53's words */
export function callRoute53(call: AwsCall): string {
  const [, version, noun, id] = call.request.target.path.split('/');
  if (call.request.method !== 'GET' || version !== '2013-04-01' || noun !== 'hostedzone') {
    throw new AwsError(
      'InvalidAction',
      400,
      `The sandbox does not serve ${call.request.method} ${call.request.target.path}.`,
    );
  }
  return id === undefined || id === '' ? listZones(call) : getZone(call, id);
}

function zones(call: AwsCall): CloudObject[] {
  return call.world.objects.list({ account: call.caller.account, scope: 'global', type: 'aws_route53_zone' });
}

function getZone(call: AwsCall, id: string): string {
  call.require('route53:GetHostedZone', `arn:aws:route53:::hostedzone/${id}`);
  const found = zones(call).find((zone) => zone.id === id);
  if (found === undefined) throw new AwsError('NoSuchHostedZone', 404, `No hosted zone found with ID: ${id}`);
  const servers = [0, 1, 2, 3].map((index) => text('NameServer', `ns-${index * 512 + 7}.awsdns-0${index}.com`));
  return xmlDocument(
    'GetHostedZoneResponse',
    ROUTE53_NAMESPACE,
    element('HostedZone', zone(call, found)),
    element('DelegationSet', element('NameServers', ...servers)),
  );
}

function listZones(call: AwsCall): string {
  call.require('route53:ListHostedZones', '*');
  return xmlDocument(
    'ListHostedZonesResponse',
    ROUTE53_NAMESPACE,
    element('HostedZones', ...zones(call).map((one) => element('HostedZone', zone(call, one)))),
    text('IsTruncated', false),
    text('MaxItems', 100),
  );
}

function zone(call: AwsCall, object: CloudObject): string {
  const attributes = stored(object);
  const records = call.world.objects
    .list({ account: object.account, type: 'aws_route53_record' })
    .filter((record) => stored(record).zone_id === object.id);
  return [
    text('Id', `/hostedzone/${object.id}`),
    text('Name', `${textOf(attributes.name).replace(/\.$/, '')}.`),
    text('CallerReference', 'sandbox'),
    element('Config', text('PrivateZone', attributes.private_zone === true)),
    // The zone's own NS and SOA count as well.
    text('ResourceRecordSetCount', records.length + 2),
  ].join('');
}
