/** Reading values out of a resource's attributes at the edge where Terraform's types meet ours. */
import { isObject, type TfObject, type TfValue } from '../providers/wire/values.ts';

/** Empty when it is not a string. */
export function text(value: TfValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function number(value: TfValue | undefined, fallback = 0): number {
  return typeof value === 'number' ? value : fallback;
}

export function texts(value: TfValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The elements of a nested block. */
export function blocks(value: TfValue | undefined): TfObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The only element of a nested block that may occur once, or an empty object. */
export function block(value: TfValue | undefined): TfObject {
  return blocks(value)[0] ?? {};
}

export function textMap(value: TfValue | undefined): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, text(item)]));
}

/** The attributes of a stored object, which are plain JSON that a provider put there. */
export function stored(object: { attributes: Record<string, unknown> }): TfObject {
  return object.attributes as TfObject;
}
