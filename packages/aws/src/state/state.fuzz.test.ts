import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stateFileSchema, stateResources } from './stateFile.ts';
import { stateSecrets } from './stateSecrets.ts';

const runs = process.env.FLOWPORT_FUZZ_RUNS;
const fuzzRuns = runs === undefined ? { numRuns: 500, seed: 4 } : { numRuns: Number(runs) };

const json = fc.json({ maxDepth: 3 });
const name = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'id', 'password', 'result', 'data', 'toString', ''),
  fc.string({ maxLength: 8 }),
);
const step = fc.oneof(
  name.map((value) => ({ type: 'get_attr', value })),
  fc.nat(4).map((value) => ({ type: 'index', value: { value, type: 'number' } })),
  fc.constant({ type: 'unknown' }),
);

/** States as Terraform writes them, and some that it never would. */
const state = fc
  .record(
    {
      version: fc.constantFrom(4, 4, 4, 3),
      serial: fc.oneof(fc.nat(), fc.double()),
      lineage: fc.string({ maxLength: 5 }),
      outputs: fc.oneof(
        fc.dictionary(
          name,
          fc.record({ value: json.map(parse), sensitive: fc.boolean() }, { requiredKeys: ['value'] }),
        ),
        fc.constant(null),
      ),
      resources: fc.array(
        fc.record(
          {
            module: name,
            mode: fc.constantFrom('managed', 'data'),
            type: fc.constantFrom('random_password', 'kubernetes_secret', '__proto__', 'aws_vpc'),
            name,
            provider: fc.oneof(fc.string({ maxLength: 30 }), fc.constant('provider["a/b/aws"]')),
            instances: fc.array(
              fc.record(
                {
                  index_key: fc.oneof(name, fc.nat()),
                  deposed: name,
                  attributes: fc.oneof(fc.dictionary(name, json.map(parse)), fc.constant(null)),
                  sensitive_attributes: fc.oneof(
                    fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 3 }),
                    fc.json(),
                  ),
                },
                { requiredKeys: [] },
              ),
              { maxLength: 3 },
            ),
          },
          { requiredKeys: ['mode', 'type', 'name', 'provider', 'instances'] },
        ),
        { maxLength: 3 },
      ),
    },
    { requiredKeys: ['version', 'lineage'] },
  )
  .map((value) => JSON.stringify(value));

function parse(text: string): unknown {
  return JSON.parse(text);
}

test('whatever lies in the bucket is read or refused, and never more than that', () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  fc.assert(
    fc.property(fc.oneof({ weight: 3, arbitrary: state }, { weight: 1, arbitrary: fc.json() }), (text) => {
      const { data } = stateFileSchema.safeParse(parse(text));
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
      if (!data) return;
      for (const resource of stateResources(data))
        expect(resource.address).toContain(`${resource.type}.${resource.name}`);
      for (const secret of stateSecrets(data)) expect(typeof secret).toBe('string');
    }),
    fuzzRuns,
  );
});

test('a secret is found in every state that marks it, whatever else is in it', () => {
  const secret = 'TOPSECRET-of-a-state';
  const marked = {
    mode: 'managed',
    type: 'aws_thing',
    name: 'x',
    provider: 'provider["a/b/aws"]',
    instances: [
      {
        attributes: { a: [{ b: secret }], id: 'x-1' },
        sensitive_attributes: [
          [
            { type: 'get_attr', value: 'a' },
            { type: 'index', value: { value: 0, type: 'number' } },
            { type: 'get_attr', value: 'b' },
          ],
        ],
      },
    ],
  };
  fc.assert(
    fc.property(state, (text) => {
      const base = stateFileSchema.safeParse(parse(text));
      if (!base.success) return;
      const whole = { ...(parse(text) as object), resources: [...base.data.resources, marked] };
      expect(stateSecrets(stateFileSchema.parse(parse(JSON.stringify(whole))))).toContain(secret);
    }),
    fuzzRuns,
  );
});
