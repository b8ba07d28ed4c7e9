import { type StateFile, stateResources } from '@flowport/aws';
import { type Layer, layerSchema } from '@flowport/domain';
import type { Lookup } from '@flowport/infra';
import type { Missing } from './missing.ts';

/**
 * What the references of a layer's document are, from the states and from what was heard of resources that no state
 * holds yet.
 */
export function referencesOf(input: {
  layer: Layer;
  states: Record<Layer, StateFile | undefined>;
  missing: readonly Missing[];
  arns: ReadonlyMap<string, string>;
  /** Ids that the ARNs tell of resources whose own was not heard. */
  ids: ReadonlyMap<string, string>;
  partition: string;
}): Lookup {
  const { layer, states, missing, arns, ids, partition } = input;
  const own = states[layer];
  const unstated = (address: string, attribute: string): string | undefined => {
    const known = missing.find((one) => one.address === address);
    if (!known) return undefined;
    if (attribute === 'id') return known.id ?? ids.get(address);
    if (attribute !== 'arn') return undefined;
    return known.id?.startsWith('arn:') ? known.id : arns.get(address);
  };
  return (path) => {
    const [first = '', second = '', ...rest] = path;
    if (first === 'data' && second === 'terraform_remote_state') {
      const [from, , name = ''] = rest;
      const other = layerSchema.safeParse(from);
      return other.success ? text(states[other.data]?.outputs[name]?.value) : undefined;
    }
    if (first === 'data' && second === 'aws_partition') return partition;
    if (first === 'data') return undefined;
    const held = attributesAt(own, `${first}.${second}`);
    return text(within(held, rest)) ?? (rest.length === 1 ? unstated(`${first}.${second}`, rest[0] ?? '') : undefined);
  };
}

function attributesAt(state: StateFile | undefined, address: string): unknown {
  const found = state?.resources.find(({ mode, type, name }) => mode === 'managed' && `${type}.${name}` === address);
  return found?.instances.find(({ deposed }) => deposed === undefined)?.attributes;
}

function within(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, part) => {
    if (Array.isArray(inner)) return inner[Number(part)];
    if (typeof inner !== 'object' || inner === null) return undefined;
    return Object.entries(inner).find(([key]) => key === part)?.[1];
  }, value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Which ids the states hold already: what is found by its tags may be what another resource was replaced by. */
export function idsIn(state: StateFile | undefined): Set<string> {
  return new Set(state ? stateResources(state).flatMap(({ resourceId }) => resourceId ?? []) : []);
}
