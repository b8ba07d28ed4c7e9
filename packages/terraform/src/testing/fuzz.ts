import fc from 'fast-check';

/** Short and the same each time in `npm test`; as long as wanted, and new each time, with FLOWPORT_FUZZ_RUNS. */
export function fuzzRuns(runs: number): { numRuns: number; seed?: number } {
  const wanted = process.env.FLOWPORT_FUZZ_RUNS;
  return wanted === undefined ? { numRuns: runs, seed: 4 } : { numRuns: Number(wanted) };
}

/** `value` is JSON: what is put into a document is changed by what comes after it. */
type Mutation = { place: number; how: 'replace' | 'remove' | 'add'; key: string; value: string };

const hostileKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  'id',
  '0',
);
const hostileText = fc.constantFrom(
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '[null]',
  '-1e309',
  '1e999',
  '""',
);

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    place: fc.nat(100_000),
    how: fc.constantFrom('replace', 'remove', 'add'),
    key: fc.oneof(hostileKey, fc.string({ maxLength: 6 })),
    value: fc.oneof(fc.json({ maxDepth: 3 }), hostileText),
  }),
  { minLength: 1, maxLength: 6 },
);

/** The document with some of its places changed, as text. Places for which `spares` holds are left as they are. */
export function mutated(document: string, changes: readonly Mutation[], spares: (key: string) => boolean): string {
  const root: { document: unknown } = { document: JSON.parse(document) };
  for (const { place, how, key, value } of changes) {
    const places = [...placesOf(root, spares)];
    const at = places[place % places.length];
    if (!at) continue;
    const part: unknown = JSON.parse(value);
    if (how === 'remove' && at.holder !== root) Reflect.deleteProperty(at.holder, at.key);
    else if (how === 'add') own(Reflect.get(at.holder, at.key), key, part);
    else own(at.holder, at.key, part);
  }
  return JSON.stringify(root.document);
}

/** As JSON.parse does it: a key of this name is a property of its own, whatever its name means elsewhere. */
function own(holder: unknown, key: string, value: unknown): void {
  if (typeof holder !== 'object' || holder === null || (Array.isArray(holder) && !/^\d$/.test(key))) return;
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function* placesOf(holder: object, spares: (key: string) => boolean): Generator<{ holder: object; key: string }> {
  for (const key of Object.keys(holder)) {
    if (spares(key)) continue;
    yield { holder, key };
    const value: unknown = Reflect.get(holder, key);
    if (typeof value === 'object' && value !== null) yield* placesOf(value, spares);
  }
}
