/** Turns a plan with unknown values into the object that exists after the apply. */
import type { AttributeSchema, BlockSchema, TypeExpr } from '../schemas/schema.ts';
import { isObject, isUnknown, mapValues, type TfObject, type TfValue } from './wire/values.ts';

/** The same value with null for everything unknown: what a behaviour works on. */
export function withoutUnknowns(value: TfObject): TfObject {
  return mapValues(value, strip);
}

function strip(value: TfValue): TfValue {
  if (isUnknown(value)) return null;
  if (Array.isArray(value)) return value.map(strip);
  return isObject(value) ? withoutUnknowns(value) : value;
}

/**
 * Replaces each unknown by the computed value at the same place, else by the prior one, else by the zero value that
 * AWS's provider writes. What was planned as known stays, as Terraform demands.
 */
export function fillBlock(block: BlockSchema, planned: TfObject, computed: TfObject, prior: TfObject | null): TfObject {
  const result: TfObject = {};
  for (const [name, attribute] of Object.entries(block.attributes)) {
    result[name] = fillAttribute(attribute, planned[name] ?? null, computed[name], prior?.[name]);
  }
  for (const [name, nested] of Object.entries(block.blocks ?? {})) {
    const value = planned[name] ?? null;
    const overlay = computed[name];
    const before = prior?.[name];
    if (Array.isArray(value)) {
      result[name] = value.map((item, index) =>
        isObject(item)
          ? fillBlock(nested.block, item, elementAt(overlay, index) ?? {}, elementAt(before, index) ?? null)
          : item,
      );
    } else if (isObject(value)) {
      result[name] = fillBlock(nested.block, value, isObject(overlay) ? overlay : {}, isObject(before) ? before : null);
    } else {
      result[name] = isUnknown(value) ? [] : value;
    }
  }
  return result;
}

function elementAt(value: TfValue | undefined, index: number): TfObject | undefined {
  const item = Array.isArray(value) ? value[index] : undefined;
  return isObject(item) ? item : undefined;
}

function fillAttribute(
  attribute: AttributeSchema,
  planned: TfValue,
  computed: TfValue | undefined,
  prior: TfValue | undefined,
): TfValue {
  if (isUnknown(planned)) return strip(computed ?? prior ?? zeroValue(attribute));
  if (attribute.nested === undefined) return fillInside(planned, computed);
  const { attributes } = attribute.nested;
  const one = (item: TfValue, overlay: TfValue | undefined, before: TfValue | undefined): TfValue =>
    isObject(item)
      ? fillBlock({ attributes }, item, isObject(overlay) ? overlay : {}, isObject(before) ? before : null)
      : item;
  if (Array.isArray(planned)) {
    return planned.map((item, index) => one(item, elementAt(computed, index), elementAt(prior, index)));
  }
  return one(planned, computed, prior);
}

/** Unknowns inside a collection (a tag that another resource decides) are known by now, or computed as a whole. */
function fillInside(planned: TfValue, computed: TfValue | undefined): TfValue {
  if (Array.isArray(planned)) {
    return planned.map((item, index) => fillInside(item, Array.isArray(computed) ? computed[index] : undefined));
  }
  if (isObject(planned)) {
    return Object.fromEntries(
      Object.entries(planned).map(([name, item]) => [
        name,
        fillInside(item, isObject(computed) ? computed[name] : undefined),
      ]),
    );
  }
  return isUnknown(planned) ? strip(computed ?? null) : planned;
}

function zeroValue(attribute: AttributeSchema): TfValue {
  if (attribute.nested !== undefined) return null;
  return zeroOf(attribute.type);
}

function zeroOf(type: TypeExpr): TfValue {
  if (type === 'string') return '';
  if (type === 'number') return 0;
  if (type === 'bool') return false;
  if (type === 'dynamic') return null;
  if (type[0] === 'map') return {};
  return type[0] === 'object' ? null : [];
}
