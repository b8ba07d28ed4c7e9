import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventHistoryName, eventHistoryUrl } from './eventHistory.ts';

test('the event history is that of the region, filtered by the name', () => {
  expect(eventHistoryUrl('eu-west-1', 'sg-0a1b')).toBe(
    'https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events?ResourceName=sg-0a1b',
  );
});

test.each([
  ['us-gov-west-1', 'console.amazonaws-us-gov.com'],
  ['cn-north-1', 'console.amazonaws.cn'],
])('%s has a console of its own', (region, host) => {
  expect(new URL(eventHistoryUrl(region, 'x')).host).toBe(`${region}.${host}`);
});

test('whatever a resource is called, the link stays one to AWS and names it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (name) => {
      const url = new URL(eventHistoryUrl('us-west-2', name.toWellFormed()));
      expect(url.host).toBe('us-west-2.console.aws.amazon.com');
      expect(decodeURIComponent(url.hash.split('ResourceName=')[1] ?? '')).toBe(name.toWellFormed());
    }),
  );
});

test('CloudTrail knows a database by its identifier, a rule by its group, and most by their id', () => {
  expect(eventHistoryName('aws_db_instance', { id: 'db-ABC', identifier: 'fraud-metadata' })).toBe('fraud-metadata');
  expect(eventHistoryName('aws_vpc_security_group_ingress_rule', { id: 'sgr-1', security_group_id: 'sg-1' })).toBe(
    'sg-1',
  );
  expect(eventHistoryName('aws_s3_bucket', { id: 'data' })).toBe('data');
  expect(eventHistoryName('aws_s3_bucket', {})).toBeNull();
  expect(eventHistoryName('kubernetes_namespace_v1', { id: 'argo' })).toBeNull();
});
