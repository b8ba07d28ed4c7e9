import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { compareStates } from './compareStates.ts';
import { secretsOf, sensitiveAttributes } from './sensitivePaths.ts';
import { type StateDocument, stateDocumentSchema } from './stateDocument.ts';

type Given = { type?: string; attributes: object; marks?: unknown; key?: string | number; status?: string };

function stateOf(resources: Record<string, Given>, outputs: object = {}): StateDocument {
  return stateDocumentSchema.parse({
    version: 4,
    serial: 3,
    lineage: 'b7c0',
    outputs,
    resources: Object.entries(resources).map(([name, { type = 'aws_vpc', attributes, marks, key, status }]) => ({
      mode: 'managed',
      type,
      name,
      provider: 'provider["registry.terraform.io/hashicorp/aws"].east',
      instances: [
        {
          attributes,
          ...(marks === undefined ? {} : { sensitive_attributes: marks }),
          ...(key === undefined ? {} : { index_key: key }),
          ...(status === undefined ? {} : { status }),
        },
      ],
    })),
  });
}

test('what came, went and changed is told by address, with the attributes that differ', () => {
  const before = stateOf({
    same: { attributes: { id: 'vpc-1' } },
    gone: { attributes: { id: 'vpc-2' } },
    changed: { attributes: { id: 'vpc-3', tags: { a: 'x' }, cidrs: ['10.0.0.0/8', '11.0.0.0/8'] } },
  });
  const after = stateOf({
    same: { attributes: { id: 'vpc-1' } },
    changed: { attributes: { id: 'vpc-3', tags: { a: 'y' }, cidrs: ['10.0.0.0/8'] } },
    new: { attributes: { id: 'vpc-4' }, key: 'a"b' },
  });
  const { changes, unchanged } = compareStates(before, after);
  expect(unchanged).toBe(1);
  expect(changes.map(({ address, action }) => [address, action])).toEqual([
    ['aws_vpc.changed', 'update'],
    ['aws_vpc.gone', 'delete'],
    ['aws_vpc.new["a\\"b"]', 'create'],
  ]);
  expect(changes[0]).toMatchObject({
    provider: 'aws',
    attributes: [
      { path: 'tags.a', before: 'x', after: 'y', sensitive: false },
      { path: 'cidrs[1]', before: '11.0.0.0/8', sensitive: false },
    ],
  });
});

test('two states that say the same differ in nothing, whatever they leave out', () => {
  const before = stateOf({ one: { attributes: { id: 'a', tags: null, list: [] } } });
  const after = stateOf({ one: { attributes: { id: 'a' } } });
  expect(compareStates(before, after)).toEqual({ changes: [], outputsChanged: [], unchanged: 1 });
});

test('an object that is to be replaced is a change', () => {
  const { changes } = compareStates(
    stateOf({ one: { attributes: { id: 'a' } } }),
    stateOf({ one: { attributes: { id: 'a' }, status: 'tainted' } }),
  );
  expect(changes[0]?.attributes).toMatchObject([{ path: '(status)', after: 'tainted' }]);
});

const secret = 'correct horse battery';

test.each<[string, Given]>([
  ['that the schema calls so', { type: 'random_password', attributes: { result: secret } }],
  [
    'that the schema calls so below a block',
    { type: 'helm_release', attributes: { set_sensitive: [{ value: secret }] } },
  ],
  ['in a map that the schema calls so', { type: 'kubernetes_secret_v1', attributes: { data: { any: secret } } }],
  ['that Terraform has marked', { attributes: { note: secret }, marks: [[{ type: 'get_attr', value: 'note' }]] }],
  [
    'that Terraform has marked in a list',
    {
      attributes: { notes: [{ text: secret }] },
      marks: [
        [
          { type: 'get_attr', value: 'notes' },
          { type: 'index', value: { value: 0 } },
          { type: 'get_attr', value: 'text' },
        ],
      ],
    },
  ],
  ['that is named so', { attributes: { deep: { master_password: secret } } }],
  ['where the marks are of an unknown form', { attributes: { plain: secret }, marks: [[{ type: 'splat' }]] }],
])('a value %s is left out on both sides, and that it changed is told', (_which, given) => {
  const other = JSON.parse(JSON.stringify(given).replaceAll(secret, 'another secret text'));
  const difference = compareStates(stateOf({ one: given }), stateOf({ one: other }));
  expect(difference.changes[0]?.attributes).toMatchObject([{ sensitive: true }]);
  expect(JSON.stringify(difference)).not.toMatch(/horse|another secret/);
});

test('a secret is left out wherever else it stands', () => {
  const before = stateOf({ one: { attributes: { url: 'postgres://x' } } }, { url: { value: secret, sensitive: true } });
  const after = stateOf({ one: { attributes: { url: `postgres://u:${secret}@x` } } });
  const difference = compareStates(before, after);
  expect(difference.outputsChanged).toEqual(['url']);
  expect(difference.changes[0]?.attributes).toMatchObject([{ path: 'url', sensitive: true }]);
  expect(JSON.stringify(difference)).not.toContain('horse');
});

test('a resource that came or went shows no secret either', () => {
  const with_ = stateOf({ one: { type: 'random_password', attributes: { id: 'none', result: secret } } });
  for (const [from, to] of [
    [with_, stateOf({})],
    [stateOf({}), with_],
  ] as const) {
    expect(JSON.stringify(compareStates(from, to))).not.toContain('horse');
  }
});

test('the secrets of a data source are known too', () => {
  const state = stateDocumentSchema.parse({
    ...stateOf({}),
    resources: [
      { mode: 'data', type: 'aws_x', name: 'x', provider: 'p', instances: [{ attributes: { token: secret } }] },
    ],
  });
  expect([...secretsOf(state)]).toEqual([secret]);
});

type Attribute = { sensitive?: boolean | undefined; nested?: { attributes: Attributes } | undefined };
type Attributes = Record<string, Attribute>;
type Block = { attributes: Attributes; blocks?: Record<string, { block: Block }> | undefined };
const attributesSchema: z.ZodType<Attributes> = z.lazy(() =>
  z.record(
    z.string(),
    z.object({ sensitive: z.boolean().optional(), nested: z.object({ attributes: attributesSchema }).optional() }),
  ),
);
const blockSchema: z.ZodType<Block> = z.lazy(() =>
  z.object({
    attributes: attributesSchema,
    blocks: z.record(z.string(), z.object({ block: blockSchema })).optional(),
  }),
);

function sensitiveOf({ attributes, blocks = {} }: Block, path: readonly string[] = []): string[] {
  return [
    ...Object.entries(attributes).flatMap(([name, { sensitive, nested }]) => [
      ...(sensitive ? [[...path, name].join('.')] : []),
      ...(nested ? sensitiveOf(nested, [...path, name]) : []),
    ]),
    ...Object.entries(blocks).flatMap(([name, { block }]) => sensitiveOf(block, [...path, name])),
  ];
}

test('the sensitive attributes are those of the providers’ schemas', () => {
  const found = ['aws', 'helm', 'kubernetes', 'random'].flatMap((provider) => {
    const file = new URL(`../../../sandbox/src/schemas/${provider}.gen.json`, import.meta.url);
    const { resources } = z
      .object({ resources: z.record(z.string(), blockSchema) })
      .parse(JSON.parse(readFileSync(file, 'utf8')));
    return Object.entries(resources).map(([type, block]) => [type, sensitiveOf(block).sort()] as const);
  });
  expect(sensitiveAttributes).toEqual(Object.fromEntries(found.filter(([, names]) => names.length > 0)));
});
