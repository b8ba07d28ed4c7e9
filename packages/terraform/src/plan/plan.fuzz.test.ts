import { readFileSync } from 'node:fs';
import { AppError, layerPlanSchema } from '@flowport/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDocument } from '../layer/documents.ts';
import { fuzzRuns, mutated, mutations } from '../testing/fuzz.ts';
import { layerPlan } from './layerPlan.ts';
import { planJsonSchema } from './planJson.ts';
import { planSecrets } from './planSecrets.ts';

/** `terraform show -json` of 1.11.4: updates, a replacement, a removal, and secrets that begin with TOPSECRET. */
const real = readFileSync(new URL('../testing/realPlan.json', import.meta.url), 'utf8');

function read(text: string) {
  const json = readDocument(planJsonSchema, Buffer.from(text), 'reading the plan');
  return { plan: layerPlan('foundation', json), secrets: planSecrets(json) };
}

/** @returns what a plan of this text shows; undefined when it was refused in order. */
function readOrRefuse(text: string) {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof AppError && error.code === 'terraform_failed') return undefined;
    throw error;
  }
}

test('the plan as it is can be read, and its secrets are told apart and not shown', () => {
  const { plan, secrets } = read(real);
  expect(plan.counts).toEqual({ create: 1, update: 2, replace: 1, delete: 1, forget: 0, unchanged: 2 });
  expect([...secrets].sort()).toEqual(['TOPSECRET-after-2', 'TOPSECRET-before-1']);
  expect(JSON.stringify(plan)).not.toContain('TOPSECRET');
});

test('whatever a plan is changed to, it is read or refused, shows no secret, and changes nothing else', () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  fc.assert(
    fc.property(mutations, (changes) => {
      // Marks and what they mark are left alone: without them nobody could tell that the copy in `output` is secret.
      const text = mutated(real, changes, (key) => key.endsWith('_sensitive') || key === 'input');
      const shown = readOrRefuse(text);
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
      if (!shown) return;
      expect(layerPlanSchema.safeParse(shown.plan).error).toBeUndefined();
      expect(JSON.stringify(shown.plan)).not.toContain('TOPSECRET');
    }),
    fuzzRuns(500),
  );
});

test('whatever else is changed, marks of secrets included, it is read or refused', () => {
  fc.assert(
    fc.property(mutations, (changes) => {
      const shown = readOrRefuse(mutated(real, changes, () => false));
      if (shown) expect(layerPlanSchema.safeParse(shown.plan).error).toBeUndefined();
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
    }),
    fuzzRuns(500),
  );
});

test('a text that is cut or garbled is refused', () => {
  fc.assert(
    fc.property(fc.nat(real.length - 2), fc.uint8Array({ maxLength: 8 }), (at, bytes) => {
      readOrRefuse(real.slice(0, at) + Buffer.from(bytes).toString('latin1') + real.slice(at + bytes.length));
      expect(() => read(real.slice(0, at))).toThrow(AppError);
    }),
    fuzzRuns(300),
  );
});

test('values that are nested without end are refused', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const text = real.replace('"input": 0', `"input": ${deep}`).replace('"no-op"', '"update"');
  expect(text).toContain(deep);
  expect(() => read(text)).toThrow(AppError);
});
