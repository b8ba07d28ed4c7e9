import type { LayerDocument } from '../input.ts';

/**
 * What a reference of a document is, by its parts: `aws_vpc.main.id` → `['aws_vpc', 'main', 'id']`, indices included.
 * Undefined where that is not known.
 */
export type Lookup = (path: readonly string[]) => string | undefined;

const reference = /\$\{([a-z_][\w]*(?:\.\w+|\[\d+\])+)\}/g;

/**
 * The text that a layer's document gives an attribute of a resource, with its references filled in. A reference to what
 * the document itself says of another resource (a name, say) needs no lookup.
 * @returns undefined where it says nothing, or refers to what is not known.
 */
export function valueAt(layer: LayerDocument, address: string, path: string, lookup: Lookup): string | undefined {
  return textAt(layer, [...address.split('.'), ...path.split('.')], lookup);
}

function textAt(layer: LayerDocument, path: readonly string[], lookup: Lookup): string | undefined {
  let value: unknown = layer.resource;
  for (const part of path) value = within(value, part);
  if (typeof value !== 'string') return undefined;
  let isKnown = true;
  const filled = value.replaceAll(reference, (_, expression: string) => {
    const parts = expression.split(/\.|\[|\]/).filter((part) => part !== '');
    const found = lookup(parts) ?? textAt(layer, parts, lookup);
    if (found === undefined) isKnown = false;
    return found ?? '';
  });
  return isKnown && !filled.includes('${') ? filled : undefined;
}

/** A block that occurs once is written without a list, and referred to by `[0]` all the same. */
function within(value: unknown, part: string): unknown {
  if (Array.isArray(value)) return value[Number(part)];
  if (typeof value !== 'object' || value === null) return undefined;
  const found = Object.entries(value).find(([key]) => key === part);
  return found === undefined && part === '0' ? value : found?.[1];
}
