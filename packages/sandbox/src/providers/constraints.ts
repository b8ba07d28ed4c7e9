/** Rules that the real providers check at validate time, so that a user meets them before anything is created. */
import type { Constraint, ResourceBehaviour } from './behaviour.ts';
import type { Diagnostic } from './problems.ts';
import { isObject, type TfObject, type TfValue } from './wire/values.ts';

export function checkConstraints(behaviour: ResourceBehaviour, config: TfObject): Diagnostic[] {
  return Object.entries(behaviour.constraints ?? {}).flatMap(([path, constraint]) =>
    valuesAt(config, path.split('.')).flatMap((value) => {
      const problem = violation(path, value, constraint);
      if (problem === undefined) return [];
      const steps = [{ attribute_name: path.split('.')[0] ?? path }];
      return [{ severity: 1 as const, summary: problem, detail: '', attribute: { steps } }];
    }),
  );
}

/** Every known value at a path, through lists and sets. */
export function valuesAt(value: TfValue | undefined, [head, ...rest]: string[]): TfValue[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, head === undefined ? [] : [head, ...rest]));
  if (value === undefined || value === null) return [];
  if (head === undefined) return [value];
  return isObject(value) ? valuesAt(value[head], rest) : [];
}

function violation(path: string, value: TfValue, rule: Constraint): string | undefined {
  const isText = typeof value === 'string';
  if (isText && (value.length < (rule.min ?? 0) || value.length > (rule.max ?? Infinity))) {
    return `expected length of ${path} to be in the range (${rule.min ?? 0} - ${rule.max ?? 'any'}), got ${value}`;
  }
  if (typeof value === 'number' && (value < (rule.min ?? -Infinity) || value > (rule.max ?? Infinity))) {
    return `expected ${path} to be in the range (${rule.min ?? 'any'} - ${rule.max ?? 'any'}), got ${value}`;
  }
  if (isText && rule.pattern !== undefined && !rule.pattern.test(value)) {
    return `invalid value for ${path} (${rule.rule ?? `must match ${rule.pattern.source}`}): ${value}`;
  }
  const isSimple = isText || typeof value === 'number';
  if (isSimple && rule.oneOf !== undefined && !rule.oneOf.includes(value)) {
    return `expected ${path} to be one of [${rule.oneOf.map((option) => JSON.stringify(option)).join(' ')}], got ${value}`;
  }
  return undefined;
}
