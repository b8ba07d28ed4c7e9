/**
 * Derives `src/schemas/<provider>.gen.json` from the installed CDKTF bindings.
 *
 *   node packages/sandbox/scripts/deriveSchemas.ts            writes the files
 *   node packages/sandbox/scripts/deriveSchemas.ts --check    exits with 1 when a file is not current
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { argv, exit, stderr } from 'node:process';
import type {
  AttributeMode,
  AttributeSchema,
  BlockSchema,
  NestedBlockSchema,
  ProviderSchema,
  TypeExpr,
} from '../src/schemas/schema.ts';
import { type Declarations, type Member, parseDeclarations, type Shape } from './bindings/declarations.ts';
import { readBindingSource } from './bindings/source.ts';
import { type Correction, corrections } from './corrections.ts';
import { formatJson } from './formatJson.ts';
import { type ProviderTypes, sandboxTypes } from './sandboxTypes.ts';

const require = createRequire(import.meta.url);
const schemaFolder = join(import.meta.dirname, '../src/schemas');

/** The text of each generated file by its path; writes nothing. Throws when the bindings hold something unknown. */
export function deriveSchemaFiles(): Map<string, string> {
  return new Map(
    sandboxTypes.map((types) => [
      join(schemaFolder, `${types.registryName}.gen.json`),
      formatJson(deriveProvider(types)),
    ]),
  );
}

function deriveProvider(types: ProviderTypes): ProviderSchema {
  const packageFile = require.resolve(`${types.package}/package.json`);
  const lib = join(dirname(packageFile), 'lib');
  const manifest = JSON.parse(readFileSync(packageFile, 'utf8')) as { cdktf?: { provider?: { version?: string } } };
  const derive = (folder: string, expectedType: string): [string, BlockSchema] => {
    const declarations = parseDeclarations(readBindingSource(join(lib, folder)));
    if (declarations.terraformType !== expectedType) {
      throw new Error(`${folder} declares ${declarations.terraformType}, not ${expectedType}`);
    }
    const isFramework6 = types.registryName === 'helm';
    const key = folder.startsWith('data-') ? `data.${expectedType}` : expectedType;
    return [expectedType, correct(deriveBlock(declarations, declarations.root, isFramework6), corrections[key] ?? [])];
  };
  const kebab = (name: string) => name.replaceAll('_', '-');
  return {
    name: types.registryName,
    version: manifest.cdktf?.provider?.version ?? 'unknown',
    provider: derive('provider', types.registryName)[1],
    resources: Object.fromEntries(
      types.resources.map((name) =>
        derive(name === 'string' ? 'string-resource' : kebab(name), `${types.registryName}_${name}`),
      ),
    ),
    dataSources: Object.fromEntries(
      types.dataSources.map((name) =>
        derive(`data-${types.registryName}-${kebab(name)}`, `${types.registryName}_${name}`),
      ),
    ),
  };
}

/**
 * @param isFramework6 the provider speaks protocol 6 (helm): structs that are not blocks are nested attributes. In all
 * others they are attributes of an object type.
 */
function deriveBlock(declarations: Declarations, struct: string, isFramework6: boolean): BlockSchema {
  const attributes: Record<string, AttributeSchema> = {};
  const blocks: Record<string, NestedBlockSchema> = {};
  for (const member of declarations.members(struct)) {
    if (struct === declarations.root && member.name === 'alias' && declarations.terraformType.indexOf('_') < 0)
      continue;
    if (member.isBlock) blocks[member.name] = deriveNestedBlock(declarations, member, isFramework6);
    else attributes[member.name] = deriveAttribute(declarations, member, isFramework6);
  }
  return { attributes, ...(Object.keys(blocks).length > 0 && { blocks }) };
}

function deriveNestedBlock(declarations: Declarations, member: Member, isFramework6: boolean): NestedBlockSchema {
  if (member.shape.kind !== 'struct' || member.shape.collection === 'map') {
    throw new Error(`block ${member.name} is not a struct`);
  }
  const { struct } = member.shape;
  const isOne = declarations.isSingleElementList(struct);
  return {
    nesting: member.shape.collection,
    ...(member.mode.required && { min: 1 }),
    ...(isOne && { max: 1 }),
    block: deriveBlock(declarations, struct, isFramework6),
  };
}

function deriveAttribute(declarations: Declarations, member: Member, isFramework6: boolean): AttributeSchema {
  const mode = attributeMode(member);
  if (member.shape.kind === 'struct' && isFramework6) {
    const { attributes, blocks } = deriveBlock(declarations, member.shape.struct, isFramework6);
    if (blocks !== undefined) throw new Error(`${member.name} is an attribute and has blocks`);
    return { mode, nested: { nesting: member.shape.collection, attributes } };
  }
  return { mode, type: typeExpr(declarations, member.shape) };
}

function attributeMode(member: Member): AttributeMode {
  const { computed, optional, required } = member.mode;
  if (required) return 'required';
  if (optional) return computed ? 'optional+computed' : 'optional';
  if (computed) return 'computed';
  throw new Error(`${member.name} is neither set nor computed`);
}

function typeExpr(declarations: Declarations, shape: Shape): TypeExpr {
  if (shape.kind === 'primitive') {
    return shape.collection === 'none' ? shape.element : [shape.collection, shape.element];
  }
  const members = declarations.members(shape.struct);
  const object: TypeExpr = [
    'object',
    Object.fromEntries(members.map((member) => [member.name, typeExpr(declarations, member.shape)])),
  ];
  return shape.collection === 'single' ? object : [shape.collection, object];
}

function correct(block: BlockSchema, changes: Correction[]): BlockSchema {
  return changes.reduce((current, change) => correctOne(current, change.path.split('.'), change), block);
}

function correctOne(block: BlockSchema, [head = '', ...rest]: string[], change: Correction): BlockSchema {
  const attribute = block.attributes[head];
  if (attribute !== undefined) {
    return { ...block, attributes: { ...block.attributes, [head]: correctAttribute(attribute, rest, change) } };
  }
  const nested = block.blocks?.[head];
  if (nested === undefined) throw new Error(`the correction of ${change.path} names nothing`);
  return {
    ...block,
    blocks: { ...block.blocks, [head]: { ...nested, block: correctOne(nested.block, rest, change) } },
  };
}

function correctAttribute(attribute: AttributeSchema, rest: string[], change: Correction): AttributeSchema {
  if (rest.length > 0) {
    if (attribute.nested === undefined) throw new Error(`${change.path} leads into an attribute`);
    const { attributes } = correctOne({ attributes: attribute.nested.attributes }, rest, change);
    return { ...attribute, nested: { ...attribute.nested, attributes } };
  }
  return {
    ...attribute,
    ...(change.sensitive && { sensitive: true }),
    ...(change.writeOnly && { writeOnly: true }),
  };
}

function main(): void {
  const isCheck = argv.includes('--check');
  let stale = 0;
  for (const [file, text] of deriveSchemaFiles()) {
    if (!isCheck) writeFileSync(file, text);
    else if (readFileSync(file, 'utf8') !== text) {
      stale += 1;
      stderr.write(`${file} is not current: run node packages/sandbox/scripts/deriveSchemas.ts\n`);
    }
  }
  if (stale > 0) exit(1);
}

if (import.meta.main) main();
