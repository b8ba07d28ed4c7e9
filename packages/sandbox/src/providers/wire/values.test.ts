import { decode, encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlockSchema } from '../../schemas/schema.ts';
import {
  conformBlock,
  decodeBlockValue,
  encodeValue,
  equals,
  isUnknown,
  isWhollyKnown,
  type TfValue,
  Unknown,
  unknown,
} from './values.ts';

const block: BlockSchema = {
  attributes: {
    name: { mode: 'required', type: 'string' },
    count: { mode: 'optional', type: 'number' },
    on: { mode: 'optional', type: 'bool' },
    tags: { mode: 'optional', type: ['map', 'string'] },
    names: { mode: 'optional', type: ['set', 'string'] },
    rules: { mode: 'optional+computed', type: ['list', ['object', { port: 'number', open: 'bool' }]] },
    access: {
      mode: 'optional',
      nested: { nesting: 'single', attributes: { host: { mode: 'optional', type: 'string' } } },
    },
  },
  blocks: {
    item: { nesting: 'list', block: { attributes: { id: { mode: 'computed', type: 'string' } } } },
    timeouts: { nesting: 'single', block: { attributes: { create: { mode: 'optional', type: 'string' } } } },
  },
};

const optional = <T>(value: fc.Arbitrary<T>) => fc.oneof(fc.constant(null), fc.constantFrom(unknown()), value);
const value = fc.record({
  name: fc.string({ unit: 'binary' }),
  count: optional(fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }))),
  on: optional(fc.boolean()),
  // MessagePack's decoder refuses the one name by which an object could be turned into another.
  tags: optional(
    fc.dictionary(
      fc.string().filter((name) => name !== '__proto__'),
      fc.string(),
    ),
  ),
  names: optional(fc.array(fc.string())),
  rules: optional(fc.array(fc.record({ port: optional(fc.integer()), open: optional(fc.boolean()) }))),
  access: optional(fc.record({ host: optional(fc.string()) })),
  item: fc.array(fc.record({ id: optional(fc.string()) })),
  timeouts: fc.oneof(fc.constant(null), fc.record({ create: optional(fc.string()) })),
});

/** -0 is 0 to Terraform, and a dictionary of fast-check may have no prototype. */
const plain = (given: unknown) => decode(encode(given));

describe('a value on the wire', () => {
  it('comes back as it went, unknowns included', () => {
    fc.assert(
      fc.property(value, (given) => {
        const returned = decodeBlockValue(encodeValue(given as TfValue), block);
        expect(returned).toEqual(plain(given));
      }),
    );
  });

  it('keeps the refinements of an unknown', () => {
    const refined = new Unknown(12, encode({ 1: false, 2: 'arn:aws:' }));
    const returned = decodeBlockValue(encodeValue({ name: refined }), block);
    expect(isUnknown(returned?.name)).toBe(true);
    expect(returned?.name).toEqual(refined);
  });

  it('has exactly the names of the schema', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (given) => {
        const conformed = conformBlock(given as Record<string, TfValue>, block);
        expect(Object.keys(conformed)).toEqual([...Object.keys(block.attributes), 'item', 'timeouts']);
      }),
    );
  });

  it('is read from the JSON of an old state', () => {
    const json = Buffer.from('{"name":"a","count":"12.5","gone":true}');
    expect(decodeBlockValue({ json }, block)).toMatchObject({ name: 'a', count: 12.5, item: [], timeouts: null });
  });

  it('is null for what does not exist', () => {
    expect(decodeBlockValue(encodeValue(null), block)).toBeNull();
    expect(decodeBlockValue(null, block)).toBeNull();
  });
});

describe('equality', () => {
  it('holds for every known value and its copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        expect(equals(given as TfValue, structuredClone(given) as TfValue)).toBe(true);
      }),
    );
  });

  it('never holds for two unknowns, and a value with one in it is not wholly known', () => {
    expect(equals(unknown(), unknown())).toBe(false);
    expect(equals({ a: [unknown()] }, { a: [unknown()] })).toBe(false);
    expect(isWhollyKnown({ a: [{ b: unknown() }] })).toBe(false);
    expect(isWhollyKnown({ a: [{ b: 'c' }] })).toBe(true);
  });
});
