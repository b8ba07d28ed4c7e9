/** Elastic Load Balancing's Describe calls, answered from what the aws provider stored. */
import { stored, text as textOf, texts } from '../cloud/attributes.ts';
import type { AwsCall } from '../http/awsCall.ts';
import { AwsError } from '../http/awsError.ts';
import { listParameter } from '../http/query.ts';
import { markedPage, type QueryService } from '../http/queryService.ts';
import { element, text } from '../http/xml.ts';
import type { CloudObject } from '../store/objects.ts';

export const elbv2Service: QueryService = {
  namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  version: '2015-12-01',
  actions: { DescribeLoadBalancers: describeLoadBalancers },
};

function describeLoadBalancers(call: AwsCall): string {
  call.require('elasticloadbalancing:DescribeLoadBalancers', '*');
  const arns = listParameter(call.parameters, 'LoadBalancerArns');
  const names = listParameter(call.parameters, 'Names');
  const all = call.inRegion('aws_lb');
  const isWanted = (object: CloudObject) => arns.includes(object.id) || names.includes(textOf(stored(object).name));
  const found = arns.length + names.length === 0 ? all : all.filter(isWanted);
  if (found.length < arns.length + names.length) {
    throw new AwsError('LoadBalancerNotFound', 400, `Load balancers '[${[...arns, ...names].join(', ')}]' not found`);
  }
  return markedPage(call, found.map(balancer), {
    list: 'LoadBalancers',
    member: 'member',
    size: 'PageSize',
    next: 'NextMarker',
  });
}

function balancer(object: CloudObject): string {
  const attributes = stored(object);
  return [
    text('LoadBalancerArn', object.id),
    text('LoadBalancerName', textOf(attributes.name)),
    text('DNSName', textOf(attributes.dns_name)),
    text('CanonicalHostedZoneId', textOf(attributes.zone_id)),
    text('CreatedTime', object.createdAt),
    text('Scheme', attributes.internal === true ? 'internal' : 'internet-facing'),
    text('VpcId', textOf(attributes.vpc_id)),
    text('Type', textOf(attributes.load_balancer_type) || 'application'),
    element('State', text('Code', 'active')),
    element('SecurityGroups', ...texts(attributes.security_groups).map((group) => text('member', group))),
    text('IpAddressType', 'ipv4'),
  ].join('');
}
