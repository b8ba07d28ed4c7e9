/** One provider as a whole: its schema as served, its types, and what its configuration means. */
import type { AttributeSchema, BlockSchema, ProviderSchema } from '../schemas/schema.ts';
import type { CloudObject } from '../store/objects.ts';
import type { DataSourceBehaviour, ResourceBehaviour } from './behaviour.ts';
import type { TfObject } from './wire/values.ts';
import type { Session, World } from './world.ts';

export type Provider = {
  name: string;
  schema: ProviderSchema;
  resources: ReadonlyMap<string, ResourceBehaviour>;
  dataSources: ReadonlyMap<string, DataSourceBehaviour>;
  /** The meaning of a provider block; `config` may hold unknowns. Throws when it is not acceptable. */
  configure(world: World, config: TfObject): Session;
  /** Where an object of the type lives for this session. Throws when that place cannot be reached. */
  locate(session: Session, behaviour: ResourceBehaviour, attributes: TfObject): Pick<CloudObject, 'account' | 'scope'>;
};

export type ProviderParts = Omit<Provider, 'name' | 'resources' | 'dataSources'> & {
  resources: readonly ResourceBehaviour[];
  dataSources: readonly DataSourceBehaviour[];
};

/** Throws at start when a type of the schema has no behaviour, or a behaviour names what the schema lacks. */
export function assembleProvider(parts: ProviderParts): Provider {
  const resources = new Map(parts.resources.map((behaviour) => [behaviour.type, behaviour]));
  const dataSources = new Map(parts.dataSources.map((behaviour) => [behaviour.type, behaviour]));
  const missing = [
    ...Object.keys(parts.schema.resources).filter((type) => !resources.has(type)),
    ...Object.keys(parts.schema.dataSources).filter((type) => !dataSources.has(type)),
  ];
  if (missing.length > 0)
    throw new Error(`the ${parts.schema.name} provider has no behaviour for ${missing.join(', ')}`);
  return {
    ...parts,
    name: parts.schema.name,
    resources,
    dataSources,
    schema: {
      ...parts.schema,
      resources: Object.fromEntries(
        Object.entries(parts.schema.resources).map(([type, block]) => [
          type,
          openDefaults(type, block, Object.keys(resources.get(type)?.defaults ?? {})),
        ]),
      ),
    },
  };
}

/**
 * An attribute with a default is only optional in the real schema, and its provider answers a value that the
 * configuration does not hold, which Terraform tolerates from `legacy_type_system` alone. Served as optional and
 * computed it may be answered by the rules, and plans and states look as with the real provider.
 */
function openDefaults(type: string, block: BlockSchema, paths: string[]): BlockSchema {
  return paths.reduce((current, path) => openDefault(type, current, path.split('.')), block);
}

function openDefault(type: string, block: BlockSchema, [head = '', ...rest]: string[]): BlockSchema {
  const attribute = block.attributes[head];
  if (attribute !== undefined) {
    return { ...block, attributes: { ...block.attributes, [head]: openAttribute(type, attribute, rest) } };
  }
  const nested = block.blocks?.[head];
  if (nested === undefined) throw new Error(`${type} has a default for ${head}, which its schema does not have`);
  return {
    ...block,
    blocks: { ...block.blocks, [head]: { ...nested, block: openDefault(type, nested.block, rest) } },
  };
}

function openAttribute(type: string, attribute: AttributeSchema, rest: string[]): AttributeSchema {
  if (attribute.nested === undefined || rest.length === 0) return { ...attribute, mode: 'optional+computed' };
  const { attributes } = openDefault(type, { attributes: attribute.nested.attributes }, rest);
  return { ...attribute, nested: { ...attribute.nested, attributes } };
}
