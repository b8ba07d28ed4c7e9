/** The values of a Helm release: its YAML texts one over the other, then what `set` and its kin name one by one. */
import { parse } from 'yaml';
import { blocks, stored, text, texts } from '../cloud/attributes.ts';
import type { CloudObject } from '../store/objects.ts';

export type Values = { readonly [name: string]: unknown };

/** Values that do not parse count as none: Helm itself refuses them when the release is made. */
export function valuesOf(release: Pick<CloudObject, 'attributes'>): Values {
  const attributes = stored(release);
  const documents = texts(attributes.values).map(parseValues);
  const merged = documents.reduce<Values>((all, next) => merge(all, next ?? {}), {});
  const single = [...blocks(attributes.set), ...blocks(attributes.set_sensitive)];
  return single.reduce<Values>(
    (all, { name, value }) => place(all, splitName(text(name)), scalar(text(value))),
    merged,
  );
}

/** A cluster is asked many times a second for what its charts run, and their texts rarely change. */
const parsedTexts = new Map<string, Values | undefined>();
const parsedTextsMax = 200;

/** Undefined when the text is not a YAML mapping. */
export function parseValues(yaml: string): Values | undefined {
  if (parsedTexts.has(yaml)) return parsedTexts.get(yaml);
  if (parsedTexts.size >= parsedTextsMax) parsedTexts.clear();
  const values = parsedMapping(yaml);
  parsedTexts.set(yaml, values);
  return values;
}

function parsedMapping(yaml: string): Values | undefined {
  try {
    const parsed: unknown = parse(yaml);
    if (parsed === null) return {};
    return isValues(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function valueAt(values: Values, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => (isValues(inner) ? inner[name] : undefined), values);
}

export function textAt(values: Values, path: string): string {
  const value = valueAt(values, path);
  return typeof value === 'string' ? value : '';
}

export function numberAt(values: Values, path: string, fallback: number): number {
  const value = valueAt(values, path);
  return typeof value === 'number' ? value : fallback;
}

/** As Helm: mappings are merged, everything else replaces, and null removes. */
function merge(under: Values, over: Values): Values {
  const result: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const below = result[name];
    if (value === null) delete result[name];
    else result[name] = isValues(value) && isValues(below) ? merge(below, value) : value;
  }
  return result;
}

function place(values: Values, [head = '', ...rest]: string[], value: unknown): Values {
  if (rest.length === 0) return { ...values, [head]: value };
  const inner = values[head];
  return { ...values, [head]: place(isValues(inner) ? inner : {}, rest, value) };
}

/** Dots part the names, unless they are escaped (`annotations.eks\.amazonaws\.com/role-arn`). */
function splitName(name: string): string[] {
  return name.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'));
}

function scalar(value: string): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  return /^-?\d+$/.test(value) ? Number(value) : value;
}
