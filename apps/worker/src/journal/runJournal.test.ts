import type { TerraformEvent } from '@flowport/terraform';
import { expect, test } from 'vitest';
import { journalEntry } from './runJournal.ts';

const now = new Date('2026-11-01T00:00:00Z');
function event(
  type: 'apply_start' | 'apply_complete' | 'apply_errored' | 'apply_progress',
  action: string,
): TerraformEvent {
  return {
    type,
    resource: { address: 'aws_vpc.main', type: 'aws_vpc', name: 'main', provider: 'aws' },
    action,
    idKey: type === 'apply_complete' ? 'id' : null,
    idValue: type === 'apply_complete' ? 'vpc-1' : null,
    elapsedSeconds: null,
    at: null,
  };
}

test('a finished resource is written down with its id', () => {
  expect(journalEntry('foundation', event('apply_complete', 'create'), now)).toEqual({
    layer: 'foundation',
    kind: 'apply_complete',
    address: 'aws_vpc.main',
    resourceType: 'aws_vpc',
    action: 'create',
    idKey: 'id',
    idValue: 'vpc-1',
    at: now,
  });
});

test.each(['apply_start', 'apply_errored'] as const)('%s is written down', (type) => {
  expect(journalEntry('foundation', event(type, 'delete'), now)).toMatchObject({ kind: type, action: 'delete' });
});

test.each([
  event('apply_progress', 'create'),
  event('apply_complete', 'read'),
  { type: 'other', kind: 'x', at: null } satisfies TerraformEvent,
])('what changes nothing is not written down', (other) => {
  expect(journalEntry('foundation', other, now)).toBeUndefined();
});
