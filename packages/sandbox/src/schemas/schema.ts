/** The compact form of a Terraform provider's schema, as `scripts/deriveSchemas.ts` writes it. */

/** Terraform's own JSON notation of a type. */
export type TypeExpr =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list' | 'set' | 'map', TypeExpr]
  | readonly ['object', Readonly<Record<string, TypeExpr>>];

/** Who sets the value: the configuration (`required`, `optional`), the provider (`computed`), or either. */
export type AttributeMode = 'required' | 'optional' | 'computed' | 'optional+computed';

type NestedAttributes = {
  nesting: 'single' | 'list' | 'set' | 'map';
  attributes: Readonly<Record<string, AttributeSchema>>;
};

export type AttributeSchema = {
  mode: AttributeMode;
  sensitive?: true;
  writeOnly?: true;
} & ({ type: TypeExpr; nested?: never } | { nested: NestedAttributes; type?: never });

export type NestedBlockSchema = {
  nesting: 'single' | 'list' | 'set';
  min?: number;
  max?: number;
  block: BlockSchema;
};

export type BlockSchema = {
  attributes: Readonly<Record<string, AttributeSchema>>;
  blocks?: Readonly<Record<string, NestedBlockSchema>>;
};

export type ProviderSchema = {
  /** The provider's registry name and the version that the bindings were generated from. */
  name: string;
  version: string;
  provider: BlockSchema;
  resources: Readonly<Record<string, BlockSchema>>;
  dataSources: Readonly<Record<string, BlockSchema>>;
};

export function isComputed(attribute: AttributeSchema): boolean {
  return attribute.mode === 'computed' || attribute.mode === 'optional+computed';
}
