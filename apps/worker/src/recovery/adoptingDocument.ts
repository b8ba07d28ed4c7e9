import { type LayerDocument, literal } from '@flowport/infra';

/**
 * A layer as it has to be so that imports are all that a plan of it does: everything in it is taken as it is found. What
 * differs from the configuration is left to the plan that follows, which is compared with what was approved.
 */
export function adoptingDocument(layer: LayerDocument, imports: ReadonlyMap<string, string>): LayerDocument {
  const resource = Object.fromEntries(
    entriesOf(layer.resource).map(([type, named]) => [
      type,
      Object.fromEntries(entriesOf(named).map(([name, values]) => [name, asFound(values)])),
    ]),
  );
  const blocks = [...imports].map(([to, id]) => ({ to, id: literal(id) }));
  return { ...layer, resource, import: blocks };
}

function asFound(values: unknown): Record<string, unknown> {
  const block = Object.fromEntries(entriesOf(values));
  return { ...block, lifecycle: { ...Object.fromEntries(entriesOf(block.lifecycle)), ignore_changes: 'all' } };
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
