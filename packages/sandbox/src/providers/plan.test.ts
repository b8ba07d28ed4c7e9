import { describe, expect, it } from 'vitest';
import type { BlockSchema } from '../schemas/schema.ts';
import type { ResourceBehaviour } from './behaviour.ts';
import { planChange } from './plan.ts';
import { isUnknown, type TfObject, unknown } from './wire/values.ts';
import type { Session } from './world.ts';

const block: BlockSchema = {
  attributes: {
    id: { mode: 'computed', type: 'string' },
    name: { mode: 'required', type: 'string' },
    size: { mode: 'optional+computed', type: 'number' },
    zone: { mode: 'optional+computed', type: 'string' },
    version: { mode: 'computed', type: 'number' },
    secret: { mode: 'optional', type: 'string', writeOnly: true },
  },
  blocks: {
    rule: {
      nesting: 'set',
      block: { attributes: { port: { mode: 'required', type: 'number' }, key: { mode: 'computed', type: 'string' } } },
    },
    network: { nesting: 'list', max: 1, block: { attributes: { cidr: { mode: 'optional', type: 'string' } } } },
  },
};
const behaviour: ResourceBehaviour = {
  type: 'test_thing',
  api: { service: 'Test', noun: 'Thing', create: 'C', update: 'U', delete: 'D' },
  place: 'region',
  forceNew: ['name', 'network.cidr'],
  defaults: { size: 20 },
  recomputed: { version: ['size'] },
  id: () => 'x',
};
// The rules under test ask the session for nothing.
const session = {} as Session;

const empty: TfObject = {
  id: null,
  name: 'a',
  size: null,
  zone: null,
  version: null,
  secret: null,
  rule: [],
  network: [],
};
const prior: TfObject = { ...empty, id: 'x', size: 20, zone: 'b', version: 1 };
/** What Terraform proposes: the configuration, with prior values where it is silent and the attribute is computed. */
const propose = (config: TfObject): TfObject => ({
  ...config,
  id: prior.id ?? null,
  size: config.size ?? prior.size ?? null,
  zone: config.zone ?? prior.zone ?? null,
  version: prior.version ?? null,
});
const create = (config: TfObject) => planChange(session, behaviour, block, { prior: null, proposed: config, config });
const update = (config: TfObject, before = prior) =>
  planChange(session, behaviour, block, { prior: before, proposed: propose(config), config });

describe('a create', () => {
  it('takes the configuration, fills defaults, and leaves the computed rest unknown', () => {
    const { planned } = create({ ...empty, secret: 's' });
    expect(planned).toMatchObject({ name: 'a', size: 20, secret: null, rule: [], network: [] });
    expect(['id', 'zone', 'version'].filter((name) => !isUnknown(planned[name]))).toEqual([]);
  });

  it('keeps what the configuration does not know yet as it came', () => {
    const name = unknown();
    expect(create({ ...empty, name }).planned.name).toBe(name);
    expect(create({ ...empty, rule: unknown() }).planned.rule).toBeInstanceOf(Object);
  });

  it('computes what is new in a set', () => {
    const { planned } = create({ ...empty, rule: [{ port: 1, key: null }] });
    expect(planned.rule).toEqual([{ port: 1, key: unknown() }]);
  });
});

describe('an update', () => {
  it('without a difference plans exactly the prior state', () => {
    expect(update(empty)).toEqual({ planned: prior, requiresReplace: [] });
  });

  it('keeps computed values that do not depend on what changes', () => {
    const { planned } = update({ ...empty, zone: 'c' });
    expect(planned).toEqual({ ...prior, zone: 'c' });
  });

  it('makes unknown what depends on what changes', () => {
    const { planned } = update({ ...empty, size: 40 });
    expect(planned.size).toBe(40);
    expect(isUnknown(planned.version)).toBe(true);
  });

  it('goes back to the default where the configuration falls silent', () => {
    const { planned } = update(empty, { ...prior, size: 40 });
    expect(planned.size).toBe(20);
  });

  it('names the paths that force a new object', () => {
    expect(update({ ...empty, name: 'b' }).requiresReplace).toEqual([[{ attribute_name: 'name' }]]);
    const before = { ...prior, network: [{ cidr: '10.0.0.0/8' }] };
    const after = { ...empty, network: [{ cidr: '10.1.0.0/16' }] };
    expect(update(after, before).requiresReplace).toEqual([
      [{ attribute_name: 'network' }, { element_key_int: 0 }, { attribute_name: 'cidr' }],
    ]);
    expect(update(empty, before).requiresReplace).toEqual([[{ attribute_name: 'network' }]]);
    expect(update({ ...empty, name: unknown() }).requiresReplace).toHaveLength(1);
  });

  it('keeps the computed values of a set element that stays, and computes the new one', () => {
    const before = { ...prior, rule: [{ port: 1, key: 'k1' }] };
    const config = {
      ...empty,
      rule: [
        { port: 2, key: null },
        { port: 1, key: null },
      ],
    };
    const proposed = {
      ...propose(config),
      rule: [
        { port: 2, key: null },
        { port: 1, key: 'k1' },
      ],
    };
    const { planned } = planChange(session, behaviour, block, { prior: before, proposed, config });
    expect(planned.rule).toEqual([
      { port: 2, key: unknown() },
      { port: 1, key: 'k1' },
    ]);
  });
});
