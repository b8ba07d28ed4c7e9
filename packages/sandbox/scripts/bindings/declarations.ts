/**
 * Finds, in a binding's source, what each struct says about its members. Three places know a part each: the interface
 * (required or not, block or attribute), the `…ToHclTerraform` function (type), and the output class (who computes,
 * and the type of what is only computed).
 */

export type Member = {
  name: string;
  /** From the output class; an input struct without one has nothing computed. */
  mode: { computed: boolean; optional: boolean; required: boolean };
  isBlock: boolean;
  shape: Shape;
};

export type Shape =
  | { kind: 'primitive'; collection: 'none' | 'list' | 'set' | 'map'; element: 'string' | 'number' | 'bool' }
  | { kind: 'struct'; collection: 'single' | 'list' | 'set' | 'map'; struct: string };

export type Declarations = {
  /** The member lists by struct name; the resource, data source or provider itself is `root`. */
  members(struct: string): Member[];
  root: string;
  terraformType: string;
  /** True when an output class stands for exactly one element of a list (`MaxItems: 1`). */
  isSingleElementList(struct: string): boolean;
};

type Input = { optional: boolean; isBlock: boolean };
type HclShape = Shape;

export function parseDeclarations(source: string): Declarations {
  const classes = splitClasses(source);
  const rootEntry = [...classes].find(([, body]) => body.includes('static readonly tfResourceType'));
  if (rootEntry === undefined) throw new Error('no class with tfResourceType');
  const [root, rootBody] = rootEntry;
  const terraformType = mustMatch(rootBody, /tfResourceType = "([a-z0-9_]+)"/);
  const interfaces = splitInterfaces(source);
  const hclFunctions = splitHclFunctions(source);

  return {
    root,
    terraformType,
    isSingleElementList: (struct) => {
      const body = classes.get(`${struct}OutputReference`);
      return body !== undefined && /super\(terraformResource, terraformAttribute, false, 0\)/.test(body);
    },
    members: (struct) => {
      const body = struct === root ? rootBody : classes.get(`${struct}OutputReference`);
      const inputs = parseInterface(interfaces.get(struct === root ? `${struct}Config` : struct) ?? '');
      const hcl = parseHcl(
        struct === root ? rootBody : (hclFunctions.get(lowerFirst(struct)) ?? ''),
        classes,
        hclFunctions,
      );
      return body === undefined ? inputMembers(struct, inputs, hcl) : outputMembers(struct, body, inputs, hcl);
    },
  };
}

function inputMembers(struct: string, inputs: Map<string, Input>, hcl: Map<string, HclShape>): Member[] {
  return [...inputs].map(([name, input]) => {
    const shape = hcl.get(name);
    if (shape === undefined) throw new Error(`${struct}.${name} has no type`);
    return {
      name,
      mode: { computed: false, optional: input.optional, required: !input.optional },
      isBlock: input.isBlock,
      shape,
    };
  });
}

function outputMembers(struct: string, body: string, inputs: Map<string, Input>, hcl: Map<string, HclShape>): Member[] {
  const comment = /\/\/ (\w+) - computed: (\w+), optional: (\w+), required: (\w+)\n([\s\S]*?\n {2}\})/g;
  return [...body.matchAll(comment)].map(([, name = '', computed, optional, required, code = '']) => {
    const shape = hcl.get(name) ?? outputShape(name, code);
    if (shape === undefined) throw new Error(`${struct}.${name} has no type in:\n${code}`);
    return {
      name,
      mode: { computed: computed === 'true', optional: optional === 'true', required: required === 'true' },
      isBlock: inputs.get(name)?.isBlock ?? false,
      shape,
    };
  });
}

/** The type of what is only computed, from its getter or the field that holds its output class. */
function outputShape(name: string, code: string): Shape | undefined {
  const field = code.match(new RegExp(`= new (cdktf\\.)?(\\w+)\\(this, "${name}"(?:, (true|false))?\\)`));
  if (field !== null) {
    const [, isBase, className = '', wrapsSet] = field;
    if (isBase !== undefined) {
      const element = { StringMap: 'string', NumberMap: 'number', BooleanMap: 'bool' } as const;
      const known = Object.entries(element).find(([key]) => key === className);
      return known === undefined ? undefined : { kind: 'primitive', collection: 'map', element: known[1] };
    }
    const struct = className.replace(/(List|OutputReference|Map)$/, '');
    if (className.endsWith('OutputReference')) return { kind: 'struct', collection: 'single', struct };
    if (className.endsWith('Map')) return { kind: 'struct', collection: 'map', struct };
    return { kind: 'struct', collection: wrapsSet === 'true' ? 'set' : 'list', struct };
  }
  const getter = code.match(/return (.*?)\('\w+'\)\)*;/)?.[1];
  switch (getter) {
    case 'this.getStringAttribute':
      return { kind: 'primitive', collection: 'none', element: 'string' };
    case 'this.getNumberAttribute':
      return { kind: 'primitive', collection: 'none', element: 'number' };
    case 'this.getBooleanAttribute':
      return { kind: 'primitive', collection: 'none', element: 'bool' };
    case 'this.getListAttribute':
      return { kind: 'primitive', collection: 'list', element: 'string' };
    case 'this.getNumberListAttribute':
    case 'cdktf.Token.asNumberList(this.getNumberListAttribute':
      return { kind: 'primitive', collection: 'list', element: 'number' };
    case 'cdktf.Fn.tolist(this.getListAttribute':
      return { kind: 'primitive', collection: 'set', element: 'string' };
    case 'cdktf.Token.asNumberList(cdktf.Fn.tolist(this.getNumberListAttribute':
      return { kind: 'primitive', collection: 'set', element: 'number' };
    default:
      return undefined;
  }
}

function parseInterface(text: string): Map<string, Input> {
  const property = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {2}readonly \w+(\?)?:/g;
  const found = [...text.matchAll(property)].map(([, doc = '', optional]): [string, Input] => {
    const name = doc.match(/#(\w+) \w+#\w+\}/)?.[1] ?? doc.match(/\* (\w+) block\n/)?.[1];
    return [name ?? '', { optional: optional === '?', isBlock: new RegExp(`\\* ${name} block\\n`).test(doc) }];
  });
  // The `alias` of a provider is CDKTF's own; that of a DNS record is a block.
  return new Map(found.filter(([name, { isBlock }]) => name !== '' && (name !== 'alias' || isBlock)));
}

function parseHcl(
  text: string,
  classes: Map<string, string>,
  hclFunctions: Map<string, string>,
): Map<string, HclShape> {
  const entry = /^ +(\w+): \{\n +value: .*\n +isBlock: \w+,\n +type: "(\w+)",\n +storageClassType: "(\w+)",/gm;
  return new Map(
    [...text.matchAll(entry)].map(([, name = '', type, storage = '']): [string, HclShape] => {
      const primitive = storage.match(/^(string|number|boolean|any)(List|Map|)$/);
      if (primitive !== null) {
        const element = primitive[1] === 'boolean' ? 'bool' : primitive[1] === 'number' ? 'number' : 'string';
        const collection = type === 'list' || type === 'set' || type === 'map' ? type : 'none';
        return [name, { kind: 'primitive', collection, element }];
      }
      // The storage class is the struct's name, with `List` behind it for a collection; a struct may itself end so.
      const isKnown = (candidate: string) =>
        hclFunctions.has(lowerFirst(candidate)) || classes.has(`${candidate}OutputReference`);
      const struct = type !== 'struct' && storage.endsWith('List') ? storage.slice(0, -'List'.length) : storage;
      if (!isKnown(struct)) throw new Error(`${name} is of the unknown struct ${storage}`);
      const collection = type === 'list' || type === 'set' || type === 'map' ? type : 'single';
      return [name, { kind: 'struct', collection, struct }];
    }),
  );
}

function splitClasses(source: string): Map<string, string> {
  return new Map([...source.matchAll(/^export class (\w+) [\s\S]*?^\}/gm)].map((match) => [match[1] ?? '', match[0]]));
}

function splitInterfaces(source: string): Map<string, string> {
  return new Map(
    [...source.matchAll(/^export interface (\w+) [\s\S]*?^\}/gm)].map((match) => [match[1] ?? '', match[0]]),
  );
}

function splitHclFunctions(source: string): Map<string, string> {
  return new Map(
    [...source.matchAll(/^export function (\w+)ToHclTerraform[\s\S]*?^\}/gm)].map((match) => [
      match[1] ?? '',
      match[0],
    ]),
  );
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function mustMatch(text: string, pattern: RegExp): string {
  const found = text.match(pattern)?.[1];
  if (found === undefined) throw new Error(`${pattern} is not in the source`);
  return found;
}
