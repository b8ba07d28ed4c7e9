import type { StateFile } from '@flowport/aws';
import type { JournalEntryRecord } from '@flowport/db';
import { expect, test } from 'vitest';
import { missingFromState, untoldOf } from './missing.ts';

type Said = [kind: JournalEntryRecord['kind'], action: JournalEntryRecord['action'], id: string | null];

const journal = (...said: Said[]): JournalEntryRecord[] =>
  said.map(([kind, action, idValue]) => ({
    layer: 'foundation',
    kind,
    address: 'aws_vpc.main',
    resourceType: 'aws_vpc',
    action,
    idKey: idValue === null ? null : 'id',
    idValue,
    at: new Date(0),
  }));

const state = (...ids: string[]): StateFile => ({
  version: 4,
  serial: 1,
  lineage: 'l',
  outputs: {},
  resources: [
    {
      mode: 'managed',
      type: 'aws_vpc',
      name: 'main',
      provider: 'p',
      instances: ids.map((id) => ({ attributes: { id } })),
    },
  ],
});

const missing = { address: 'aws_vpc.main', type: 'aws_vpc' };

test.each<[string, Said[], StateFile | undefined, object[]]>([
  ['created and stored', [['apply_complete', 'create', 'vpc-1']], state('vpc-1'), []],
  ['created and not stored', [['apply_complete', 'create', 'vpc-1']], undefined, [{ id: 'vpc-1', inState: 'nothing' }]],
  ['begun', [['apply_start', 'create', null]], undefined, [{ id: null, inState: 'nothing' }]],
  ['begun, and stored after all', [['apply_start', 'create', null]], state('vpc-1'), []],
  ['failed, and stored as broken', [['apply_errored', 'create', null]], state('vpc-1'), []],
  ['failed, and not stored', [['apply_errored', 'create', null]], undefined, [{ id: null, inState: 'nothing' }]],
  ['updated', [['apply_complete', 'update', 'vpc-1']], state('vpc-1'), []],
  [
    'created and deleted again',
    [
      ['apply_complete', 'create', 'vpc-1'],
      ['apply_complete', 'delete', 'vpc-1'],
    ],
    undefined,
    [],
  ],
  [
    'replaced: deleted, and created anew',
    [
      ['apply_complete', 'delete', 'vpc-0'],
      ['apply_complete', 'create', 'vpc-1'],
    ],
    state('vpc-0'),
    [{ id: 'vpc-1', inState: 'gone' }],
  ],
  [
    'replaced: deleted, and begun anew',
    [
      ['apply_complete', 'delete', 'vpc-0'],
      ['apply_start', 'create', null],
    ],
    state('vpc-0'),
    [{ id: null, inState: 'gone' }],
  ],
  [
    'created beside the old one',
    [['apply_complete', 'create', 'vpc-1']],
    state('vpc-0'),
    [{ id: 'vpc-1', inState: 'replaced' }],
  ],
])('%s', (_, said, stored, expected) => {
  expect(missingFromState(journal(...said), stored)).toEqual(
    expected.map((one) => ({ ...missing, isTold: true, ...one })),
  );
});

test('what a layer lacks may have been begun, but for what is told already, may be made again, or is never imported', () => {
  const named = (...names: string[]) => Object.fromEntries(names.map((name) => [name, {}]));
  const document = {
    resource: {
      aws_vpc: named('main', 'told', 'lacking'),
      aws_iam_role_policy: named('harmless'),
      random_password: named('lost'),
    },
  };
  const told = { ...missing, address: 'aws_vpc.told', id: null, isTold: true, inState: 'nothing' } as const;
  expect(untoldOf(document, { state: state('vpc-1'), missing: [told] })).toEqual([
    { ...missing, address: 'aws_vpc.lacking', id: null, isTold: false, inState: 'nothing' },
  ]);
});
