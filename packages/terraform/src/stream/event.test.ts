import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMessage } from './event.ts';

const resource = {
  addr: 'module.net.aws_vpc.main[0]',
  module: 'module.net',
  resource: 'aws_vpc.main[0]',
  implied_provider: 'aws',
  resource_type: 'aws_vpc',
  resource_name: 'main',
  resource_key: 0,
};
const ours = { address: 'module.net.aws_vpc.main[0]', type: 'aws_vpc', name: 'main', provider: 'aws' };
const at = '2026-11-24T05:56:56.648503Z';

function event(type: string, body: object) {
  return parseMessage(JSON.stringify({ '@level': 'info', '@message': 'text', '@timestamp': at, type, ...body }))?.event;
}

test('the journal gets address, id and duration of what was applied', () => {
  const hook = { resource, action: 'create', id_key: 'id', id_value: 'vpc-1', elapsed_seconds: 12 };
  expect(event('apply_complete', { hook })).toEqual({
    type: 'apply_complete',
    at,
    resource: ours,
    action: 'create',
    idKey: 'id',
    idValue: 'vpc-1',
    elapsedSeconds: 12,
  });
});

test('a planned change says what, why, and which object is imported', () => {
  const change = { resource, action: 'replace', reason: 'tainted', importing: { id: 'vpc-1' } };
  expect(event('planned_change', { change })).toEqual({
    type: 'planned_change',
    at,
    resource: ours,
    action: 'replace',
    reason: 'tainted',
    importId: 'vpc-1',
  });
});

test('the value of a sensitive output is dropped, should it ever be there', () => {
  const outputs = {
    open: { sensitive: false, type: 'string', value: 'x' },
    shut: { sensitive: true, value: 'secret' },
  };
  expect(JSON.stringify(event('outputs', { outputs }))).not.toContain('secret');
});

test('the values that a diagnostic quotes are dropped', () => {
  const diagnostic = {
    severity: 'error',
    summary: 'Invalid value',
    snippet: { context: null, code: 'x', start_line: 1, values: [{ traversal: 'var.p', statement: 'is "secret"' }] },
  };
  expect(JSON.stringify(event('diagnostic', { diagnostic }))).not.toContain('secret');
});

test('OpenTofu tells its version under its own name', () => {
  expect(event('version', { tofu: '1.10.1', ui: '1.2' })).toMatchObject({ version: '1.10.1', ui: '1.2' });
});

test('a type that we do not know, and a known one in a new form, are kept as other', () => {
  expect(event('action_start', { hook: 1 })).toEqual({ type: 'other', kind: 'action_start', at });
  expect(event('apply_start', { hook: 'new form' })).toEqual({ type: 'other', kind: 'apply_start', at });
  expect(event('constructor', {})).toEqual({ type: 'other', kind: 'constructor', at });
});

test('whatever is not a message is not taken for one', () => {
  for (const line of ['', 'Error: x', '{', '{"a":1}', '[1]', 'null', '{"@message":1}', '{"@message":"x"']) {
    expect(parseMessage(line)).toBeUndefined();
  }
});

test('no line makes the parser throw', () => {
  const message = fc.record(
    {
      '@message': fc.string(),
      '@level': fc.anything(),
      type: fc.constantFrom('apply_start', 'outputs', 'diagnostic', 'version', 'x'),
    },
    { requiredKeys: ['@message'] },
  );
  const body = fc.dictionary(
    fc.constantFrom('hook', 'change', 'changes', 'outputs', 'diagnostic', 'ui'),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.tuple(message, body).map((both) => JSON.stringify(Object.assign({}, ...both))),
      ),
      (line) => {
        parseMessage(line);
      },
    ),
  );
});
