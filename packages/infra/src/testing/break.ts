import type { LayerDocuments } from '../input.ts';

/**
 * A copy of the documents with one value replaced at `layer/section/type/name/…`, where `~` stands for a slash in a key;
 * `undefined` removes it. Strings that hold JSON or YAML are changed by a function.
 */
export function breakAt(
  documents: LayerDocuments,
  path: string,
  value: unknown | ((old: string) => string),
): LayerDocuments {
  const broken = structuredClone(documents);
  const steps = path.split('/').map((step) => step.replaceAll('~', '/'));
  const last = steps.pop() ?? '';
  let current: unknown = broken;
  for (const step of steps) current = Reflect.get(objectAt(current, path), step);
  const holder = objectAt(current, path);
  const old: unknown = Reflect.get(holder, last);
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else Reflect.set(holder, last, typeof value === 'function' ? value(String(old)) : value);
  return broken;
}

function objectAt(value: unknown, path: string): object {
  if (typeof value !== 'object' || value === null) throw new Error(`There is nothing at ${path}.`);
  return value;
}
