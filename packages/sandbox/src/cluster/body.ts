import { z } from 'zod';
import { StatusError } from './status.ts';

/** A request's body by its schema. @throws StatusError BadRequest */
export function readJson<Schema extends z.ZodType>(body: Buffer, schema: Schema): z.infer<Schema> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8') || '{}');
  } catch {
    throw new StatusError(400, 'BadRequest', 'the object provided is unrecognized: it is not JSON');
  }
  const result = schema.safeParse(parsed);
  if (!result.success) throw new StatusError(400, 'BadRequest', z.prettifyError(result.error));
  return result.data;
}
