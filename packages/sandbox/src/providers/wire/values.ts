/**
 * Terraform's values on the wire. Known values are plain JSON; a value that is not known yet is an `Unknown`, which
 * keeps the refinements that Terraform attached to it, so that a value passed through comes back exactly as it came.
 */
import { decode, ExtData, encode } from '@msgpack/msgpack';
import type { AttributeSchema, BlockSchema, TypeExpr } from '../../schemas/schema.ts';

export { ExtData as Unknown };
export type TfValue = null | string | number | boolean | ExtData | TfValue[] | TfObject;
export type TfObject = { [name: string]: TfValue };
/** `DynamicValue` of the protocol; Terraform sends msgpack, and JSON only in old states. */
export type WireValue = { msgpack?: Uint8Array; json?: Uint8Array };

/** An unknown value without refinements. */
export function unknown(): ExtData {
  return new ExtData(0, new Uint8Array([0]));
}

export function isUnknown(value: TfValue | undefined): value is ExtData {
  return value instanceof ExtData;
}

export function isObject(value: TfValue | undefined): value is TfObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isUnknown(value);
}

/** True when the value itself and everything in it is known. */
export function isWhollyKnown(value: TfValue): boolean {
  if (isUnknown(value)) return false;
  if (Array.isArray(value)) return value.every(isWhollyKnown);
  return isObject(value) ? Object.values(value).every(isWhollyKnown) : true;
}

/** Two unknown values are never equal: nobody can tell. */
export function equals(left: TfValue | undefined, right: TfValue | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) && left.length === right.length && left.every((item, index) => equals(item, right[index]))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => equals(left[name], right[name]));
}

export function encodeValue(value: TfValue): WireValue {
  return { msgpack: encode(value) };
}

/**
 * Reads a value of the shape that `block` describes. A missing attribute becomes null and one that the schema does not
 * know is dropped, so that the answer always has exactly the schema's names. Null for an object that does not exist.
 */
export function decodeBlockValue(wire: WireValue | null | undefined, block: BlockSchema): TfObject | null {
  const value = decodeValue(wire);
  return isObject(value) ? conformBlock(value, block) : null;
}

function decodeValue(wire: WireValue | null | undefined): TfValue {
  if (wire?.msgpack !== undefined && wire.msgpack.length > 0) return decode(wire.msgpack) as TfValue;
  if (wire?.json !== undefined && wire.json.length > 0) {
    return JSON.parse(Buffer.from(wire.json).toString('utf8')) as TfValue;
  }
  return null;
}

/** Gives `value` exactly the names of the schema. */
export function conformBlock(value: TfObject, block: BlockSchema): TfObject {
  const result: TfObject = {};
  for (const [name, schema] of Object.entries(block.attributes)) result[name] = conformAttribute(value[name], schema);
  for (const [name, nested] of Object.entries(block.blocks ?? {})) {
    const inner = value[name];
    if (nested.nesting === 'single') {
      result[name] = isObject(inner) ? conformBlock(inner, nested.block) : (inner ?? null);
    } else if (Array.isArray(inner)) {
      result[name] = inner.map((item) => (isObject(item) ? conformBlock(item, nested.block) : item));
    } else {
      result[name] = isUnknown(inner) ? inner : [];
    }
  }
  return result;
}

function conformAttribute(value: TfValue | undefined, schema: AttributeSchema): TfValue {
  if (value === undefined || value === null) return null;
  if (schema.nested === undefined) return conformType(value, schema.type);
  const { attributes, nesting } = schema.nested;
  const one = (item: TfValue) => (isObject(item) ? conformBlock(item, { attributes }) : item);
  if (nesting === 'single') return one(value);
  if (nesting !== 'map') return Array.isArray(value) ? value.map(one) : value;
  return isObject(value) ? mapValues(value, one) : value;
}

function conformType(value: TfValue, type: TypeExpr): TfValue {
  if (value === null || isUnknown(value)) return value;
  // Numbers that neither an integer nor a float can carry come as decimal strings.
  if (type === 'number') return typeof value === 'string' ? Number(value) : value;
  if (typeof type === 'string') return value;
  const [kind, inner] = type;
  if (kind === 'object') {
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(inner).map(([name, element]) => [name, conformType(value[name] ?? null, element)]),
    );
  }
  if (inner === 'string' || inner === 'bool') return value;
  if (kind === 'map') return isObject(value) ? mapValues(value, (item) => conformType(item, inner)) : value;
  return Array.isArray(value) ? value.map((item) => conformType(item, inner)) : value;
}

export function mapValues(object: TfObject, change: (value: TfValue) => TfValue): TfObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
