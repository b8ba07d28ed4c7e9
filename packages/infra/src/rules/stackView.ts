import { type Layer, layers } from '@flowport/domain';
import { listAddresses } from '../addresses.ts';
import type { LayerDocuments } from '../input.ts';

export type ViewedResource = { layer: Layer; address: string; type: string; name: string; values: unknown };

/** A stack's synthesized documents as the rules read them: resources by type, and references followed across layers. */
export type StackView = {
  documents: LayerDocuments;
  resources: ViewedResource[];
  ofType(...types: string[]): ViewedResource[];
  /**
   * The text with every reference replaced by the constant that it leads to. What only AWS knows stays as
   * `<layer>:<type>.<name>.<attribute>`, so that two ways to the same thing compare as equal.
   */
  resolve(layer: Layer, text: unknown): string;
};

/** A reference as Terraform writes it: `aws_vpc.main.id`, `data.x.y.names[0]`, `local.z`. */
const reference = /\$\{((?:data\.)?[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*(?:\.[a-z0-9_]+|\[\d+\])*)\}/g;

export function viewStack(documents: LayerDocuments): StackView {
  const resources = layers.flatMap((layer) =>
    listAddresses(documents[layer]).map(({ address, type, name }) => ({
      layer,
      address,
      type,
      name,
      values: pick(documents[layer], 'resource', type, name),
    })),
  );
  const follow = (layer: Layer, path: string): string => {
    const steps = path.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
    const [first = '', second = '', third = '', fourth = '', fifth = ''] = steps;
    if (first === 'data' && second === 'terraform_remote_state' && fourth === 'outputs') {
      const origin = layers.find((candidate) => candidate === third);
      return origin ? resolve(origin, pick(documents[origin], 'output', fifth, 'value')) : `${layer}:${path}`;
    }
    const configured = pick(documents[layer], 'resource', first, second, ...steps.slice(2));
    return typeof configured === 'string' || typeof configured === 'number'
      ? resolve(layer, configured)
      : `${layer}:${path}`;
  };
  const resolve = (layer: Layer, text: unknown): string =>
    String(text).replaceAll(reference, (_whole, path: string) => follow(layer, path));
  const byType = Map.groupBy(resources, ({ type }) => type);
  const ofType = (...types: string[]) => types.flatMap((type) => byType.get(type) ?? []);
  return { documents, resources, ofType, resolve };
}

/** What lies at a path; `[0]` of a block that is written as an object is the block itself. */
export function pick(value: unknown, ...path: (string | number)[]): unknown {
  let current = value;
  for (const step of path) {
    if (Array.isArray(current)) current = current[Number(step)];
    else if (typeof current === 'object' && current !== null) {
      if (/^\d+$/.test(String(step))) continue;
      current = Object.entries(current).find(([key]) => key === String(step))?.[1];
    } else return undefined;
  }
  return current;
}

export function list(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Every string in a value, keys included. */
export function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...strings(inner)]);
}

/** A reading of a stack that is done once for each view, however many rules ask for it. */
export function readOnce<T>(read: (stack: StackView) => T): (stack: StackView) => T {
  const known = new WeakMap<StackView, { value: T }>();
  return (stack) => {
    const found = known.get(stack) ?? { value: read(stack) };
    known.set(stack, found);
    return found.value;
  };
}
