/** Turns the compact schema into the protocol's `GetProviderSchema.Response`. */
import type { AttributeSchema, BlockSchema, ProviderSchema } from '../../schemas/schema.ts';

const blockNesting = { single: 1, list: 2, set: 3 } as const;
const objectNesting = { single: 1, list: 2, set: 3, map: 4 } as const;

export function schemaMessage(schema: ProviderSchema): object {
  const schemas = (blocks: Readonly<Record<string, BlockSchema>>) =>
    Object.fromEntries(
      Object.entries(blocks).map(([name, block]) => [name, { version: 0, block: blockMessage(block) }]),
    );
  return {
    provider: { version: 0, block: blockMessage(schema.provider) },
    resource_schemas: schemas(schema.resources),
    data_source_schemas: schemas(schema.dataSources),
    diagnostics: [],
    // With it Terraform asks for the schema once per process and provider, not once per started instance.
    server_capabilities: { get_provider_schema_optional: true },
  };
}

function blockMessage(block: BlockSchema): object {
  return {
    version: 0,
    attributes: attributeMessages(block.attributes),
    block_types: Object.entries(block.blocks ?? {}).map(([name, nested]) => ({
      type_name: name,
      nesting: blockNesting[nested.nesting],
      min_items: nested.min ?? 0,
      max_items: nested.max ?? 0,
      block: blockMessage(nested.block),
    })),
  };
}

function attributeMessages(attributes: Readonly<Record<string, AttributeSchema>>): object[] {
  return Object.entries(attributes).map(([name, attribute]) => ({
    name,
    required: attribute.mode === 'required',
    optional: attribute.mode === 'optional' || attribute.mode === 'optional+computed',
    computed: attribute.mode === 'computed' || attribute.mode === 'optional+computed',
    sensitive: attribute.sensitive ?? false,
    write_only: attribute.writeOnly ?? false,
    ...(attribute.nested === undefined
      ? { type: Buffer.from(JSON.stringify(attribute.type)) }
      : {
          nested_type: {
            nesting: objectNesting[attribute.nested.nesting],
            attributes: attributeMessages(attribute.nested.attributes),
          },
        }),
  }));
}
