import { AppError } from '@flowport/domain';
import type { z } from 'zod';

/**
 * The query string as the values that the schema expects: numbers and booleans as such, a repeated or comma-separated
 * parameter as a list. What does not fit is handed on as text, so that the schema names field and rule. Nothing is
 * coerced by truthiness ("false" is false), and the schemas themselves stay untouched.
 */
export function readQuery(parameters: URLSearchParams, input: z.ZodObject | null): Record<string, unknown> {
  const values: Record<string, unknown> = Object.create(null);
  for (const name of new Set(parameters.keys())) {
    const texts = parameters.getAll(name);
    // A name such as `__proto__` must not find what every object inherits.
    const kind = input && Object.hasOwn(input.shape, name) ? kindOf(input.shape[name]) : undefined;
    if (kind === 'array') {
      values[name] = texts.flatMap((text) => text.split(',')).filter((text) => text !== '');
      continue;
    }
    const [text = '', ...others] = texts;
    if (others.length > 0) throw repeated(name);
    values[name] = kind === 'number' ? numberOf(text) : kind === 'boolean' ? booleanOf(text) : text;
  }
  return values;
}

function numberOf(text: string): unknown {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function booleanOf(text: string): unknown {
  return text === 'true' ? true : text === 'false' ? false : text;
}

/** What lies below the wrappers that do not change the form of a value. */
function kindOf(schema: z.core.$ZodType | undefined): string | undefined {
  let inner = schema as z.core.$ZodTypes | undefined;
  while (inner) {
    const { def } = inner._zod;
    if (def.type === 'optional' || def.type === 'default' || def.type === 'nullable') {
      inner = def.innerType as z.core.$ZodTypes;
    } else {
      return def.type;
    }
  }
  return undefined;
}

function repeated(name: string): AppError {
  return new AppError('invalid_input', `While reading the query: ${name} is given more than once.`, {
    issues: [{ path: name, rule: 'repeated', message: 'Given more than once.', remedy: 'Give it once.' }],
  });
}
