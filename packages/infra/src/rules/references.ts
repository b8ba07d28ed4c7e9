import { type Layer, layers } from '@flowport/domain';
import { list, pick, readOnce, type StackView, strings } from './stackView.ts';

export type Reference = { layer: Layer; path: string };

/** What the expressions of all layers refer to; functions are looked into, not judged. */
export const references = readOnce((stack): Reference[] => {
  const root =
    /(?<![\w.$"-])(?:data\.)?(?:aws|kubernetes|helm|random|terraform)_[a-z0-9_]+\.[a-z0-9_]+(?:\.[a-z0-9_]+)*/g;
  return layers.flatMap((layer) =>
    strings(stack.documents[layer])
      .flatMap((text) => [...text.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1] ?? ''))
      .flatMap((expression) => expression.match(root) ?? [])
      .map((path) => ({ layer, path })),
  );
});

export const dependencies = readOnce((stack): Reference[] => {
  return layers.flatMap((layer) =>
    Object.values(pick(stack.documents[layer], 'resource') ?? {})
      .flatMap((named) => Object.values(named ?? {}))
      .flatMap((values) => list(pick(values, 'depends_on')))
      .map((path) => ({ layer, path: String(path) })),
  );
});

export function exists(stack: StackView, { layer, path }: Reference): boolean {
  const [first = '', second = '', third = ''] = path.split('.');
  return first === 'data'
    ? pick(stack.documents[layer], 'data', second, third) !== undefined
    : pick(stack.documents[layer], 'resource', first, second) !== undefined;
}

/** What each thing of a layer refers to or waits for, by address. */
export function dependencyGraph(stack: StackView, layer: Layer): Map<string, string[]> {
  const document = stack.documents[layer];
  const addressed = (section: string, prefix: string): [string, unknown][] =>
    Object.entries(pick(document, section) ?? {}).flatMap(([type, named]) =>
      Object.entries(named ?? {}).map(([name, values]): [string, unknown] => [`${prefix}${type}.${name}`, values]),
    );
  const locals = Object.entries(pick(document, 'locals') ?? {}).map(([name, value]): [string, unknown] => [
    `local.${name}`,
    value,
  ]);
  const things = [...addressed('resource', ''), ...addressed('data', 'data.'), ...locals];
  const waitsFor = (values: unknown) => [
    ...expressions(values).flatMap((expression) => expression.match(addresses) ?? []),
    ...list(pick(values, 'depends_on')).map(String),
  ];
  return new Map(things.map(([address, values]) => [address, waitsFor(values)]));
}

const addresses =
  /(?<![\w.$"-])(?:data\.[a-z0-9_]+\.[a-z0-9_]+|local\.[a-z0-9_]+|(?!data\.|local\.)[a-z]+_[a-z0-9_]+\.[a-z0-9_]+)/g;

function expressions(values: unknown): string[] {
  return strings(values).flatMap((text) => [...text.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1] ?? ''));
}

/** The addresses which wait for themselves. */
export function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const settled = new Set<string>();
  const cyclic = new Set<string>();
  const visit = (address: string, path: readonly string[]): void => {
    if (path.includes(address)) {
      cyclic.add(address);
      return;
    }
    if (settled.has(address)) return;
    for (const next of graph.get(address) ?? []) visit(next, [...path, address]);
    settled.add(address);
  };
  for (const address of graph.keys()) visit(address, []);
  return [...cyclic];
}
