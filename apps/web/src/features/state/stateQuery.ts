import { type Layer, layers } from '@flowport/domain';
import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from 'nuqs/server';

/** What the tab shows, all of it in the address: the layer, the page of its versions, and which two are compared. */
export const stateParsers = {
  layer: parseAsStringLiteral(layers).withDefault('foundation'),
  after: parseAsString.withDefault(''),
  from: parseAsString.withDefault(''),
  to: parseAsString.withDefault(''),
};
type StateQuery = { layer: Layer; after: string; from: string; to: string };

export const loadStateQuery = createLoader(stateParsers);

const serialize = createSerializer(stateParsers);

export function stateHref(stackId: string, query: Partial<StateQuery>): string {
  return serialize(`/stacks/${stackId}?tab=state`, query);
}

const pageVersions = 20;

export function versionsInput(stackId: string, { layer, after }: Pick<StateQuery, 'layer' | 'after'>) {
  return { stackId, layer, limit: pageVersions, ...(after === '' ? {} : { cursor: after }) };
}

export function downloadHref(stackId: string, layer: Layer, versionId: string): string {
  return `/api/v1/stacks/${stackId}/state/${layer}/download?versionId=${encodeURIComponent(versionId)}`;
}
